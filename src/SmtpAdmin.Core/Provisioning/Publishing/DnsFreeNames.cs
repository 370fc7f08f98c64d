using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// Whether names are free, asked for all of them at once: as the conditions of an update that changes nothing (RFC 2136 section 2.4). For many
/// names that takes a tenth of asking for each, and a wildcard's answer (RFC 4592) does not count.
/// </summary>
internal static class DnsFreeNames
{
    private const int AtOnce = 32; // servers take so many updates at a time; BIND some hundred of all clients

    /// <summary>Asks.</summary>
    /// <param name="primary">Who is asked.</param>
    /// <param name="zone">The zone that the names are in.</param>
    /// <param name="names">The names.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The answer: done where the zone has no record at any of the names, nor delegates or redirects them; changed where it has; any other does not say.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DnsUpdateReply> AreAllFreeAsync(DnsPrimary primary, DnsName zone, IReadOnlyCollection<DnsName> names, CancellationToken cancellationToken)
    {
        var messages = MessagesOf(primary, zone, names);
        var replies = await primary.TryAsync(messages, cancellationToken).ConfigureAwait(false);
        return Array.Find(replies, reply => reply.Outcome == DnsUpdateOutcome.Changed) ?? Array.Find(replies, reply => reply.Outcome != DnsUpdateOutcome.Done) ?? replies[0];
    }

    /// <summary>Finds those that are free.</summary>
    /// <inheritdoc cref="AreAllFreeAsync"/>
    /// <returns>The names that are free; or the answer that does not say it.</returns>
    public static async Task<(IReadOnlySet<DnsName> Free, DnsUpdateReply? Failure)> AmongAsync(DnsPrimary primary, DnsName zone, IReadOnlySet<DnsName> names, CancellationToken cancellationToken)
    {
        var free = new HashSet<DnsName>();
        if (names.Count == 0) return (free, null);
        var all = await AreAllFreeAsync(primary, zone, names, cancellationToken).ConfigureAwait(false);
        if (all.Outcome == DnsUpdateOutcome.Done) return (names, null);
        if (all.Outcome != DnsUpdateOutcome.Changed) return (free, all);
        foreach (var some in names.Count > 1 ? names.Chunk(AtOnce) : [])
        {
            var replies = await primary.TryAsync([.. some.SelectMany(name => MessagesOf(primary, zone, [name]))], cancellationToken).ConfigureAwait(false);
            if (Array.Find(replies, reply => reply.Outcome is not (DnsUpdateOutcome.Done or DnsUpdateOutcome.Changed)) is { } failure) return (free, failure);
            free.UnionWith(some.Where((_, at) => replies[at].Outcome == DnsUpdateOutcome.Done));
        }
        return (free, null);
    }

    /// <summary>Messages that change nothing; as few as can be.</summary>
    private static List<byte[]> MessagesOf(DnsPrimary primary, DnsName zone, IReadOnlyCollection<DnsName> names)
    {
        var conditions = names.Select(name => (DnsPrerequisite)new DnsPrerequisite.NameFree(name)).Concat(NotElsewhere(zone, names));
        DnsSetChange[] left = [.. conditions.Select(condition => new DnsSetChange(condition.Name, DnsType.ANY, [condition], IsThere: false, []))];
        var messages = new List<byte[]>();
        while (left.Length > 0)
        {
            var (message, count) = DnsUpdateWriter.Write(0, zone, left, primary.MaxUpdateLength);
            messages.Add(message);
            left = left[count..];
        }
        return messages;
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
