using System.Net;

namespace SmtpAdmin.Smtp.Client;

/// <summary>A host that takes mail for a domain.</summary>
/// <param name="Name">The host's name in ASCII without the last dot; an address literal with its brackets.</param>
/// <param name="Preference">The MX preference: lower is tried first. 0 for an implicit MX; null for an address literal.</param>
/// <param name="Address">The address of an address literal; null for a name, which is yet to be resolved.</param>
public sealed record MailHost(string Name, int? Preference, IPAddress? Address = null)
{
    /// <summary>What is wrong with the MX record of this host; <see cref="MailRoute.Findings"/> has it too.</summary>
    public IReadOnlyList<Finding> Findings { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => Preference is null ? Name : FormattableString.Invariant($"{Preference} {Name}");
}
