using System.Management.Automation;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that works on messages of a relay's queue.</summary>
public abstract class QueueCmdlet : AsyncCmdlet<SmtpQueueRequest>, ISmtpQueueReport
{
    private int _count;

    /// <summary>The queue ids of messages.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ValidateCount(1, int.MaxValue)] // a list that a script found empty must not stand for all
    [SupportsWildcards]
    [QueueIds]
    [ArgumentCompleter(typeof(QueueIdCompleter))]
    public string[] QueueId { get; set; } = [];

    /// <summary>The folder of the queue.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? SpoolPath { get; set; }

    /// <inheritdoc/>
    public virtual bool WantsChanged => false;

    /// <summary>It shows messages, and so may take all queues of a session.</summary>
    protected virtual bool OnlyLooks => false;

    /// <summary>What is done to messages, for those who watch.</summary>
    protected abstract string Doing { get; }

    /// <inheritdoc/>
    protected override (string Status, int Percent)? CurrentProgress => ($"{Doing}: {_count}", -1);

    /// <inheritdoc/>
    protected override IEnumerable<SmtpQueueRequest> ReadItems()
    {
        if (!MyInvocation.ExpectingInput && QueueId.Any(string.IsNullOrWhiteSpace))
        {
            WriteError(Errors.BadArgument("BadQueueId", "A queue id is empty. Leave it out, or give one as Get-SmtpQueue shows it.", null));
            yield break;
        }
        var ids = new List<string>();
        foreach (var text in InputLines.Of(QueueId))
        {
            if (ObjectToTextAttribute.Problem(text, QueueIdsAttribute.Names) is { } problem) WriteError(Errors.BadArgument("BadQueueId", problem, text));
            else ids.Add(text);
        }
        if (QueueId.Length > 0 && ids.Count == 0) yield break; // an event that is about no message
        if (ids.Contains(QueueIdsAttribute.All)) ids.Clear();
        var spools = SpoolPaths.Of(this, SpoolPath);
        if (spools.Count > 1 && (ids.Count > 0 || !OnlyLooks)) WriteError(SpoolPaths.Ambiguous(spools));
        else foreach (var spool in spools) yield return new SmtpQueueRequest(spool, ids);
    }

    /// <inheritdoc/>
    ValueTask<bool> ISmtpQueueReport.ConfirmAsync(SmtpQueueItem item, CancellationToken cancellationToken)
    {
        _count++;
        return new(MayChangeAsync(item, cancellationToken));
    }

    /// <inheritdoc/>
    ValueTask ISmtpQueueReport.ItemAsync(SmtpQueueItem item, CancellationToken cancellationToken)
    {
        _count++;
        return EmitAsync(item, cancellationToken);
    }

    /// <inheritdoc/>
    ValueTask ISmtpQueueReport.MissingAsync(string queueId, string spoolPath, CancellationToken cancellationToken) => EmitErrorAsync(RelayErrors.MissingItem(queueId, spoolPath), cancellationToken);

    /// <inheritdoc/>
    ValueTask ISmtpQueueReport.ProblemAsync(SmtpRelayException exception, string spoolPath, CancellationToken cancellationToken) => EmitErrorAsync(RelayErrors.NotReached(exception, spoolPath), cancellationToken);

    /// <summary>Another message was done with, for those who watch.</summary>
    protected void Count() => _count++;

    /// <summary>Asks whether a message is to be changed.</summary>
    protected virtual Task<bool> MayChangeAsync(SmtpQueueItem item, CancellationToken cancellationToken) => Task.FromResult(true);
}
