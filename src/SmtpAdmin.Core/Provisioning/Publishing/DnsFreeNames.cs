using System.Security.Cryptography;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// Whether names are free, asked for all of them at once: as the conditions of an update that changes nothing (RFC 2136 section 2.4). For many
/// names that takes a tenth of asking for each, and a wildcard's answer (RFC 4592) does not count.
/// </summary>
internal static class DnsFreeNames
{
    /// <summary>Asks.</summary>
    /// <param name="primary">Who is asked.</param>
    /// <param name="zone">The zone that the names are in.</param>
    /// <param name="names">The names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The zone has no record at any of the names, nor delegates or redirects them; false when it does; null when the server does not say.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<bool?> AreAllFreeAsync(DnsPrimary primary, DnsName zone, IReadOnlyCollection<DnsName> names, CancellationToken cancellationToken)
    {
        var conditions = names.Select(name => (DnsPrerequisite)new DnsPrerequisite.NameFree(name)).Concat(NotElsewhere(zone, names));
        DnsSetChange[] left = [.. conditions.Select(condition => new DnsSetChange(condition.Name, DnsType.ANY, [condition], IsThere: false, []))];
        while (left.Length > 0)
        {
            var (message, count) = DnsUpdateWriter.Write((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), zone, left, primary.MaxUpdateLength);
            var reply = await primary.UpdateAsync(message, cancellationToken).ConfigureAwait(false);
            if (reply.Outcome == DnsUpdateOutcome.Changed) return false;
            if (reply.Outcome != DnsUpdateOutcome.Done) return null;
            left = left[count..];
        }
        return true;
    }

    /// <summary>Finds those that are free, by asking for halves where not all are.</summary>
    /// <inheritdoc cref="AreAllFreeAsync"/>
    /// <returns>The names that are free; null when the server does not say.</returns>
    public static async Task<IReadOnlySet<DnsName>?> AmongAsync(DnsPrimary primary, DnsName zone, IEnumerable<DnsName> names, CancellationToken cancellationToken)
    {
        var free = new HashSet<DnsName>();
        var open = new Stack<DnsName[]>([[.. names.Distinct()]]);
        while (open.TryPop(out var some))
        {
            if (some.Length == 0) continue;
            switch (await AreAllFreeAsync(primary, zone, some, cancellationToken).ConfigureAwait(false))
            {
                case null: return null;
                case true:
                    free.UnionWith(some);
                    break;
                case false when some.Length > 1:
                    open.Push(some[(some.Length / 2)..]);
                    open.Push(some[..(some.Length / 2)]);
                    break;
            }
        }
        return free;
    }

    /// <summary>No name above is a cut (RFC 1034 section 4.2), nor are the names below it another's (RFC 6672): what the zone says of the names would not count.</summary>
    private static IEnumerable<DnsPrerequisite> NotElsewhere(DnsName zone, IReadOnlyCollection<DnsName> names)
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
