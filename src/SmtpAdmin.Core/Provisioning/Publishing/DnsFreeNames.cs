using System.Security.Cryptography;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// Whether names are free, asked for all of them at once: as the conditions of an update that changes nothing (RFC 2136 section 2.4). For many
/// names that takes a tenth of asking for each.
/// </summary>
internal static class DnsFreeNames
{
    /// <summary>Asks for one name. What is answered there and is not of the name itself comes from a wildcard (RFC 4592).</summary>
    /// <inheritdoc cref="AreFreeAsync"/>
    public static Task<bool> IsFreeAsync(DnsPrimary primary, DnsName zone, DnsName name, CancellationToken cancellationToken) =>
        AreFreeAsync(primary, zone, new HashSet<DnsName> { name }, cancellationToken);

    /// <summary>Asks.</summary>
    /// <param name="primary">Who is asked.</param>
    /// <param name="zone">The zone that the names are in.</param>
    /// <param name="names">The names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The zone has no record at any of the names, nor delegates or redirects them; false when it does, or does not say.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<bool> AreFreeAsync(DnsPrimary primary, DnsName zone, IReadOnlySet<DnsName> names, CancellationToken cancellationToken)
    {
        var conditions = names.Select(name => (DnsPrerequisite)new DnsPrerequisite.NameFree(name)).Concat(NotElsewhere(zone, names));
        DnsSetChange[] left = [.. conditions.Select(condition => new DnsSetChange(condition.Name, DnsType.ANY, [condition], IsThere: false, []))];
        while (left.Length > 0)
        {
            var (message, count) = DnsUpdateWriter.Write((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), zone, left, primary.MaxUpdateLength);
            if ((await primary.UpdateAsync(message, cancellationToken).ConfigureAwait(false)).Outcome != DnsUpdateOutcome.Done) return false;
            left = left[count..];
        }
        return true;
    }

    /// <summary>No name above is a cut (RFC 1034 section 4.2), nor are the names below it another's (RFC 6672): what the zone says of the names would not count.</summary>
    private static IEnumerable<DnsPrerequisite> NotElsewhere(DnsName zone, IReadOnlySet<DnsName> names)
    {
        var above = new HashSet<DnsName>();
        foreach (var name in names)
        {
            // Whose parent is known has all of its ancestors known.
            for (var at = name.Parent; at.IsWithin(zone) && !at.Equals(zone) && above.Add(at);) at = at.Parent;
        }
        return above.SelectMany(name => new[] { new DnsPrerequisite.NoSet(name, DnsType.NS), new DnsPrerequisite.NoSet(name, DnsType.DNAME) }).Append(new DnsPrerequisite.NoSet(zone, DnsType.DNAME));
    }
}
