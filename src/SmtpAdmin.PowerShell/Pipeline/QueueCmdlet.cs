using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that works on messages of a relay's queue.</summary>
public abstract class QueueCmdlet : QueueIdCmdlet<SmtpQueueRequest>, ISmtpQueueReport
{
    private int _count;

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
        if (ReadIds() is not { } ids) yield break;
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
