using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Support;

/// <summary>A report that was asked for.</summary>
internal sealed record NotedReport(long Number, RelayEnvelope Envelope, RelayMessageKind Kind, IReadOnlyList<ReportedRecipient> Recipients);
