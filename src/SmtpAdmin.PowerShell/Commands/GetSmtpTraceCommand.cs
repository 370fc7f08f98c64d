using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Finds the story of messages in a relay's audit log.</summary>
[Cmdlet(VerbsCommon.Get, "SmtpTrace")]
[OutputType(typeof(SmtpTraceEvent))]
public sealed class GetSmtpTraceCommand : QueueIdCmdlet<SmtpTraceRequest>, ISmtpTraceReport
{
    private int _found;

    /// <summary>The Message-ID.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? MessageId { get; set; }

    /// <summary>The envelope's sender.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Sender { get; set; }

    /// <summary>One of the recipients.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [SupportsWildcards]
    public string? Recipient { get; set; }

    /// <summary>From this moment on.</summary>
    [Parameter]
    [ValidateNotNull]
    [Moment]
    public DateTimeOffset? Since { get; set; }

    /// <summary>Up to this moment.</summary>
    [Parameter]
    [ValidateNotNull]
    [Moment]
    public DateTimeOffset? Until { get; set; }

    /// <summary>What happened.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public SmtpTraceKind[] Kind { get; set; } = [];

    /// <summary>Give the events that match alone, without the stories of their messages.</summary>
    [Parameter]
    public SwitchParameter EventOnly { get; set; }

    /// <summary>The folder of the log.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? AuditPath { get; set; }

    /// <inheritdoc/>
    protected override (string Status, int Percent)? CurrentProgress => ($"Events found: {_found}", -1);

    /// <inheritdoc/>
    protected override IEnumerable<SmtpTraceRequest> ReadItems()
    {
        var folder = ShellPaths.Resolve(this, nameof(AuditPath), AuditPath);
        if (ReadIds() is not { } ids) yield break;
        var spools = folder is null ? SpoolPaths.Of(this, SpoolPath) : [""];
        if (spools.Count > 1 && ids.Count > 0) WriteError(SpoolPaths.Ambiguous(spools));
        else foreach (var spool in spools)
            foreach (var id in ids.Count == 0 ? [null] : (IEnumerable<string?>)ids) yield return new SmtpTraceRequest(spool, folder, id);
    }

    /// <inheritdoc/>
    private protected override string? ProblemOf(string queueId) => SmtpTraceRequest.Problem(queueId);

    /// <inheritdoc/>
    protected override Task RunAsync(IAsyncEnumerable<SmtpTraceRequest> items, CancellationToken cancellationToken) => new SmtpTraceRunner(this).RunAsync(items, new SmtpTraceFilter
    {
        MessageId = MessageId,
        Sender = Sender,
        Recipient = Recipient,
        Since = Since,
        Until = Until,
        Kinds = Kind,
        WholeStory = !EventOnly,
    }, cancellationToken);

    /// <inheritdoc/>
    ValueTask ISmtpTraceReport.EventAsync(SmtpTraceEvent entry, CancellationToken cancellationToken)
    {
        _found++;
        return EmitAsync(entry, cancellationToken);
    }

    /// <inheritdoc/>
    ValueTask ISmtpTraceReport.MissingAsync(string queueId, string text, CancellationToken cancellationToken) =>
        EmitErrorAsync(new ErrorRecord(new ItemNotFoundException(text), "TraceNotFound", ErrorCategory.ObjectNotFound, queueId), cancellationToken);

    /// <inheritdoc/>
    ValueTask ISmtpTraceReport.WarningAsync(string text, CancellationToken cancellationToken) => EmitWarningAsync(text, cancellationToken);

    /// <inheritdoc/>
    ValueTask ISmtpTraceReport.ProblemAsync(Exception exception, string folder, CancellationToken cancellationToken) => EmitErrorAsync(
        exception is SmtpRelayException relay ? RelayErrors.NotReached(relay, folder)
        : exception.InnerException is DirectoryNotFoundException ? new ErrorRecord(exception, "AuditLogNotFound", ErrorCategory.ObjectNotFound, folder)
        : new ErrorRecord(exception, "AuditLogNotRead", ErrorCategory.ReadError, folder), cancellationToken);
}
