namespace SmtpAdmin.Smtp.Client;

/// <summary>Where a domain's mail goes.</summary>
public sealed record MailRoute
{
    /// <summary>The recipient's domain in ASCII, or the address literal with its brackets.</summary>
    public required string Domain { get; init; }

    /// <summary>How the hosts were found.</summary>
    public required MailRouteKind Kind { get; init; }

    /// <summary>Why there are no hosts: <see cref="SmtpFailureKind.NameNotFound"/>, <see cref="SmtpFailureKind.NameUnknown"/> or
    /// <see cref="SmtpFailureKind.NullMx"/>; <see cref="SmtpFailureKind.None"/> when there are some.</summary>
    public SmtpFailureKind FailureKind { get; init; }

    /// <summary>The hosts in the order in which they have to be tried.</summary>
    public IReadOnlyList<MailHost> Hosts { get; init; } = [];

    /// <summary>What is wrong with the domain's MX records, that of single hosts included.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <summary>What was found, as a sentence.</summary>
    public required string Text { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
