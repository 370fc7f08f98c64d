using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The part of a report that programs read (RFC 3464 section 2).</summary>
internal static class ReportStatus
{
    /// <summary>Writes the fields of the message and of each recipient.</summary>
    /// <param name="report">The report.</param>
    /// <param name="utf8">Characters outside ASCII stand as they are.</param>
    public static string Compose(ReportRequest report, bool utf8)
    {
        var fields = new ReportFields(utf8);
        var envelope = report.Envelope;
        fields.Server("Reporting-MTA", report.HostName);
        if (envelope.EnvelopeId is { } envelopeId) fields.Text("Original-Envelope-Id", "", envelopeId);
        if (envelope.HelloName is { } hello) fields.Server("Received-From-MTA", envelope.Client is null ? hello : $"{hello} {envelope.Client}");
        fields.Text("X-SmtpAdmin-Queue-ID", "", envelope.QueueId);
        fields.Date("Arrival-Date", envelope.ReceivedAt);
        foreach (var recipient in report.Recipients)
        {
            fields.NextGroup();
            Recipient(fields, report, recipient);
        }
        return fields.ToString();
    }

    private static void Recipient(ReportFields fields, ReportRequest report, ReportedRecipient reported)
    {
        var recipient = report.Envelope.Recipients[reported.Recipient];
        if (recipient.OriginalRecipient is { } original) fields.Address("Original-Recipient", original);
        fields.Address("Final-Recipient", recipient.Address);
        fields.Text("Action", "", Action(report.Kind));
        fields.Text("Status", "", Code(report.Kind, reported.Status));
        if (reported.Server is { } server) fields.Server("Remote-MTA", server);
        fields.Text("Diagnostic-Code", reported.IsReply ? "smtp; " : "X-SmtpAdmin; ", reported.Text);
        if (reported.LastAttemptAt is { } last) fields.Date("Last-Attempt-Date", last);
        if (report.Kind == RelayMessageKind.DelayNotice && reported.RetryUntil is { } until) fields.Date("Will-Retry-Until", until);
    }

    /// <summary>A relay delivers into no mailbox: what it has passed on is told as such (RFC 3461 section 5.2.2, RFC 3464 section 2.3.3).</summary>
    private static string Action(RelayMessageKind kind) => kind switch
    {
        RelayMessageKind.Bounce => "failed",
        RelayMessageKind.DelayNotice => "delayed",
        _ => "relayed",
    };

    /// <summary>The code as it is, if it is one; it may come from a remote server.</summary>
    private static string Code(RelayMessageKind kind, string status) =>
        EnhancedStatusCode.TryReadPrefix(status, out var code, out var length) && length == status.Length ? code.ToString() : kind switch
        {
            RelayMessageKind.Bounce => "5.0.0",
            RelayMessageKind.DelayNotice => "4.0.0",
            _ => "2.0.0",
        };
}
