using SmtpAdmin.Mime;

namespace SmtpAdmin.Smtp.Client;

/// <summary>A test as a person asks for it: where to, with what message, and how. <see cref="SmtpTestRunner"/> carries it out.</summary>
public sealed record SmtpTestRequest
{
    /// <summary>The server to test; null with <see cref="Provider"/> or <see cref="ViaMx"/>.</summary>
    public SmtpServerName? Server { get; init; }

    /// <summary>The provider whose server is tested, its region filled in; null with <see cref="Server"/> or <see cref="ViaMx"/>.</summary>
    public MailProvider? Provider { get; init; }

    /// <summary>Test the hosts that take the recipients' mail (RFC 5321 section 5.1).</summary>
    public bool ViaMx { get; init; }

    /// <summary>Who writes, in the envelope and in the message; null for the user who logs in, where that is an address.</summary>
    public NamedAddress? From { get; init; }

    /// <summary>Who is written to.</summary>
    public IReadOnlyList<NamedAddress> To { get; init; } = [];

    /// <summary>The subject; null for one that says that this is a test.</summary>
    public string? Subject { get; init; }

    /// <summary>The text; null for one that says that this is a test.</summary>
    public string? Body { get; init; }

    /// <summary><see cref="Body"/> is HTML.</summary>
    public bool BodyAsHtml { get; init; }

    /// <summary>Files to attach.</summary>
    public IReadOnlyList<MessageAttachment> Attachments { get; init; } = [];

    /// <summary>Further headers.</summary>
    public IReadOnlyList<MessageHeader> Headers { get; init; } = [];

    /// <summary>All else. The server, the sender, the recipients, the message and the provider are filled in from this request.</summary>
    public SmtpTestOptions Options { get; init; } = new() { Server = "" };

    /// <summary>What the test will talk to, for people to agree to.</summary>
    public string Target => Server?.ToString() ?? Provider?.DisplayName ?? $"the mail hosts of {string.Join(", ", To.Select(to => to.Address.Domain).Distinct())}";

    /// <summary>What the test will do there, for people to agree to.</summary>
    public string Action => Options.Sends ? $"Send a test message to {string.Join(", ", To)}" : $"Probe up to {Options.StopAfter}";
}
