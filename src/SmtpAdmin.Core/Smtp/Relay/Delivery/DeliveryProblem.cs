using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Why mail did not get to a server, for each recipient alike.</summary>
/// <param name="Outcome">Deferred, Failed or NotTried.</param>
/// <param name="Status">The enhanced status code (RFC 3463).</param>
/// <param name="Text">What happened, on one line.</param>
internal sealed record DeliveryProblem(DeliveryOutcome Outcome, string Status, string Text)
{
    /// <summary>The text is a server's reply.</summary>
    public bool IsReply { get; init; }

    /// <summary>The server; null where none was reached.</summary>
    public string? Server { get; init; }

    /// <summary>Its address and port; null where none was reached.</summary>
    public string? EndPoint { get; init; }

    /// <summary>TLS version and cipher suite; null without TLS.</summary>
    public string? Tls { get; init; }

    /// <summary>The kind of failure, where it was not a reply.</summary>
    public SmtpFailureKind FailureKind { get; init; }

    /// <summary>Another address of the same host would say the same: AUTH, certificates, refusals.</summary>
    public bool IsAboutHost { get; init; }

    /// <summary>The host is this relay itself (RFC 5321 section 5.1).</summary>
    public bool IsLoop { get; init; }

    /// <summary>A temporary problem.</summary>
    public static DeliveryProblem Temporary(string status, string text, SmtpFailureKind kind = SmtpFailureKind.None) =>
        new(DeliveryOutcome.Deferred, status, text) { FailureKind = kind };

    /// <summary>A problem that trying again does not solve.</summary>
    public static DeliveryProblem Permanent(string status, string text, SmtpFailureKind kind = SmtpFailureKind.None) =>
        new(DeliveryOutcome.Failed, status, text) { FailureKind = kind };

    /// <summary>What the server said instead of what was wanted. A good word that does not fit is an error of the protocol, and no status to report.</summary>
    public static DeliveryProblem FromReply(Protocol.SmtpReply reply) => reply.Code < 400
        ? Temporary("4.5.0", $"The server sent '{ReplyStatus.Text(reply)}' out of turn.", SmtpFailureKind.ProtocolViolation)
        : new(reply.IsPermanentFailure ? DeliveryOutcome.Failed : DeliveryOutcome.Deferred, ReplyStatus.Of(reply), ReplyStatus.Text(reply)) { IsReply = true };

    /// <summary>The same, as a matter that is waited for: it is about us, or can be mended.</summary>
    public DeliveryProblem AsTemporary() =>
        Outcome != DeliveryOutcome.Failed ? this : this with { Outcome = DeliveryOutcome.Deferred, Status = $"4{Status[1..]}" };

    /// <summary>The result for a recipient.</summary>
    public DeliveryResult For(int recipient, TimeSpan duration) => new(recipient, Outcome, Status, Text)
    {
        IsReply = IsReply,
        Server = Server,
        EndPoint = EndPoint,
        Tls = Tls,
        FailureKind = FailureKind,
        Duration = duration,
    };
}
