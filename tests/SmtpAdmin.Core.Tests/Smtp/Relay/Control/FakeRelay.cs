using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Control;

/// <summary>A relay that says what it is told to say, and notes what it was asked for.</summary>
internal sealed class FakeRelay : IRelayControlTarget
{
    public SmtpRelayStatus Status { get; set; } = new() { State = SmtpRelayState.Running, SpoolPath = "/spool", Queue = new SmtpQueueFigures() };

    public IEnumerable<SmtpQueueItem> Items { get; set; } = [];

    public Dictionary<string, ISpoolContent> Contents { get; } = [];

    /// <summary>The last filter.</summary>
    public SmtpQueueFilter? Filter { get; private set; }

    /// <summary>The last lever.</summary>
    public SmtpQueueAction? Action { get; private set; }

    /// <summary>What a lever and a reload end with; null for well.</summary>
    public Exception? Problem { get; set; }

    public int Reloads { get; private set; }

    /// <summary>The time that a stop was given.</summary>
    public TaskCompletionSource<TimeSpan?> Stopped { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SmtpRelayStatus GetStatus() => Status;

    public IEnumerable<SmtpQueueItem> List(SmtpQueueFilter filter)
    {
        Filter = filter;
        return Items;
    }

    public Task<IReadOnlyList<SmtpQueueItem>> ChangeAsync(SmtpQueueAction action, SmtpQueueFilter filter, CancellationToken cancellationToken)
    {
        (Action, Filter) = (action, filter);
        return Problem is null ? Task.FromResult<IReadOnlyList<SmtpQueueItem>>([.. Items]) : Task.FromException<IReadOnlyList<SmtpQueueItem>>(Problem);
    }

    public ISpoolContent? OpenContent(string queueId) => Contents.GetValueOrDefault(queueId);

    public void RequestStop(TimeSpan? grace) => Stopped.TrySetResult(grace);

    public Task ReloadAsync(CancellationToken cancellationToken)
    {
        Reloads++;
        return Problem is null ? Task.CompletedTask : Task.FromException(Problem);
    }
}
