using System.Net;

namespace SmtpAdmin.Smtp.Client;

/// <summary>What a staged test of one server address found.</summary>
public sealed record SmtpTestResult
{
    /// <summary>How the test ended.</summary>
    public required SmtpTestStatus Status { get; init; }

    /// <summary>The stage that failed; null when none did.</summary>
    public SmtpStage? FailedStage { get; init; }

    /// <summary>What kind of failure it was.</summary>
    public SmtpFailureKind FailureKind { get; init; }

    /// <summary>The server's name as it was given or found in the MX record.</summary>
    public required string Server { get; init; }

    /// <summary>The address that was tried; null when none was found.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>What was asked for; <see cref="Tls"/> tells what came of it.</summary>
    public SmtpSecurity Security { get; init; }

    /// <summary>The provider whose settings were used, e.g. <c>Gmail</c>; null without one.</summary>
    public string? Provider { get; init; }

    /// <summary>Another submission port of the same address that answered when this one did not, e.g. 587; null when none did or none was tried.</summary>
    public int? AlternatePortOpen { get; init; }

    /// <summary>
    /// The port sent no greeting, and answered a TLS handshake on a second connection: it expects TLS from the first octet on, which is
    /// <see cref="SmtpSecurity.Implicit"/>. False when it answered none, and when that was not tried.
    /// </summary>
    public bool ExpectsTls { get; init; }

    /// <summary>The MX preference of <see cref="Server"/>; null when it was not found by MX.</summary>
    public int? MxPreference { get; init; }

    /// <summary>The stages that were reached, in the order in which they ran. EHLO stands twice with STARTTLS.</summary>
    public IReadOnlyList<SmtpStageResult> Stages { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The TLS session; null when none was made.</summary>
    public SmtpTlsInfo? Tls { get; init; }

    /// <summary>EHLO keywords with their parameters as last announced: after TLS, where there was TLS.</summary>
    public IReadOnlyList<string> Extensions { get; init => field = Indexable.Of(value); } = [];

    /// <summary>EHLO keywords with their parameters as announced before TLS; empty with implicit TLS.</summary>
    public IReadOnlyList<string> ExtensionsBeforeTls { get; init => field = Indexable.Of(value); } = [];

    /// <summary>AUTH mechanisms as last announced: after TLS, where there was TLS.</summary>
    public IReadOnlyList<string> AuthMechanisms { get; init => field = Indexable.Of(value); } = [];

    /// <summary>AUTH mechanisms announced before TLS: a password sent now could be read by anyone on the way.</summary>
    public IReadOnlyList<string> AuthMechanismsBeforeTls { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The mechanism that was used; null when none was.</summary>
    public string? AuthMechanism { get; init; }

    /// <summary>The largest message that the server says it takes, in octets (RFC 1870); null when it does not say, 0 for no fixed limit.</summary>
    public long? MaxSize { get; init; }

    /// <summary>The Message-ID of the test message, with its angle brackets; null when none was composed.</summary>
    public string? MessageId { get; init; }

    /// <summary>The server's own name for the message, from its last reply; null when it gave none that we know.</summary>
    public string? QueueId { get; init; }

    /// <summary>The whole message went out with its last dot, and no reply refused it: sending it again may deliver it twice (RFC 5321 section 4.2.5).</summary>
    public bool MessageMayBeAccepted { get; init; }

    /// <summary>The session, both directions, secrets masked.</summary>
    public IReadOnlyList<TranscriptEntry> Transcript { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is wrong or worth knowing, and what to do.</summary>
    public IReadOnlyList<Finding> Findings { get; init => field = Indexable.Of(value); } = [];

    /// <summary>From the first stage to the last, in milliseconds.</summary>
    public double DurationMs { get; init; }

    /// <summary>When the test began, in UTC.</summary>
    public DateTimeOffset StartedAt { get; init; }
}
