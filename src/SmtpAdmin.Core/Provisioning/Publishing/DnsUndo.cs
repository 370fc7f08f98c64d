using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What a journal says of one set: what was there before our changes, and all that they put in its place.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Server">The server, as address and port.</param>
/// <param name="Original">What was there before the first of those changes that follow each other without a gap.</param>
/// <param name="Ours">All states that these changes know.</param>
internal sealed record DnsUndo(DnsName Zone, string Server, DnsRecordSet Original, IReadOnlyList<DnsRecordSet> Ours)
{
    /// <summary>From entries to sets.</summary>
    public static IReadOnlyList<DnsUndo> Of(IEnumerable<DnsJournalEntry> entries) =>
        [.. entries.GroupBy(entry => (entry.Zone, entry.Before.Owner, entry.Before.Type)).Select(group => Of([.. group]))];

    /// <summary>
    /// Where a change found something else than the one before it had left, somebody changed the set in between, or we undid what was done: what
    /// was found then is put back, and nothing that is older, or the other's record would be lost.
    /// </summary>
    private static DnsUndo Of(DnsJournalEntry[] entries)
    {
        var first = entries.Length - 1;
        while (first > 0 && entries[first].Before.HasSameData(entries[first - 1].After)) first--;
        return new DnsUndo(entries[^1].Zone, entries[^1].Server, entries[first].Before, [.. entries[first..].SelectMany(entry => new[] { entry.Before, entry.After })]);
    }

    /// <summary>What is to be there, by what is there now.</summary>
    /// <exception cref="DnsPublishException">What is there is nothing that the journal put there.</exception>
    public DnsRecordSet Wanted(DnsRecordSet current) => Ours.Any(current.HasSameData)
        ? Original
        : throw new DnsPublishException(new(
            DnsPublishFault.ChangedMeanwhile, $"The {DnsTypeText.Of(current.Type)} set of {current.Owner} was changed by somebody else since: it is {(current.Records.Count == 0 ? "not there" : PlainText.Excerpt(string.Join(", ", current.Data)))}, which the journal did not write. It is left alone: take out what is yours with Remove-DnsRecord -Value, and put back what was with Publish-DnsRecord -Merge. Before our changes there was {(Original.Records.Count == 0 ? "nothing" : PlainText.Excerpt(string.Join(", ", Original.Data)))}.", $"{current.Owner}"));
}
