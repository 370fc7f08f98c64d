using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>
/// A process that can be killed: from then on, nothing that it asked for ever ends, and nothing that it asks for happens. What is durable
/// outlives it. It can be killed between any two things that become durable, and each of them can be made to fail.
/// </summary>
/// <param name="spool">What outlives it.</param>
/// <param name="reports">What outlives it too.</param>
internal sealed class MortalProcess(MemorySpool spool, NotedReports reports) : ISpool, IRelayReports
{
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Done when it is dead.</summary>
    public Task Died => _died.Task;

    /// <summary>It is killed at this many durable moments from now; 0 for never.</summary>
    public int DiesIn { get; set; }

    /// <summary>Says whether the next thing fails.</summary>
    public Func<bool>? Fails { get; set; }

    public string? Problem => null;

    public long FreeOctets => long.MaxValue;

    public long KeptOctets => spool.KeptOctets;

    public void Kill() => _died.TrySetResult();

    public ISpoolDraft Begin() => spool.Begin();

    public ISpoolContent OpenContent(long number) => spool.OpenContent(number);

    public Task AppendChangeAsync(long number, ReadOnlyMemory<byte> change) => DoAsync(() => spool.AppendChangeAsync(number, change));

    public Task RemoveAsync(long number) => DoAsync(() => spool.RemoveAsync(number));

    public async Task<string?> SendAsync(long number, RelayEnvelope envelope, RelayMessageKind kind, IReadOnlyList<ReportedRecipient> recipients)
    {
        string? id = null;
        await DoAsync(async () => id = await reports.SendAsync(number, envelope, kind, recipients));
        return id;
    }

    private async Task DoAsync(Func<Task> act)
    {
        await LiveAsync();
        if (Fails?.Invoke() == true) throw new IOException("No space left on device");
        await act();
        await LiveAsync();
    }

    private Task LiveAsync()
    {
        if (DiesIn > 0 && --DiesIn == 0) Kill();
        return _died.Task.IsCompleted ? new TaskCompletionSource().Task : Task.CompletedTask;
    }
}
