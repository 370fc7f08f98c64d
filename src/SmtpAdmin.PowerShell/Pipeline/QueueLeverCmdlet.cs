using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that changes messages of a relay's queue.</summary>
public abstract class QueueLeverCmdlet : QueueFilterCmdlet
{
    private SmtpQueueFilter _filter = SmtpQueueFilter.All;

    /// <summary>All messages of the queue are meant.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>Give the messages, as they are then.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    public override bool WantsChanged => PassThru;

    /// <summary>The lever.</summary>
    protected abstract SmtpQueueAction Action { get; }

    /// <inheritdoc/>
    protected override void Prepare() => _filter = Filter();

    /// <inheritdoc/>
    protected override IEnumerable<SmtpQueueRequest> ReadItems()
    {
        foreach (var request in base.ReadItems())
        {
            if (request.QueueIds.Count == 0 && !All && !_filter.HasCriteria) ThrowTerminatingError(Errors.BadArgument("NothingChosen", SmtpQueueText.NothingChosen, null));
            yield return request;
        }
    }

    /// <inheritdoc/>
    protected override Task<bool> MayChangeAsync(SmtpQueueItem item, CancellationToken cancellationToken) =>
        ConfirmAsync(SmtpQueueText.Name(item), SmtpQueueText.Do(Action, _filter), cancellationToken);

    /// <inheritdoc/>
    protected override Task RunAsync(IAsyncEnumerable<SmtpQueueRequest> items, CancellationToken cancellationToken) =>
        new SmtpQueueRunner(this, TimeProvider.System).ChangeAsync(items, _filter, Action, cancellationToken);
}
