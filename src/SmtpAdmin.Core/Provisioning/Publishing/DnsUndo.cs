using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What a journal says of one set: what was there before the first change, and all that we ever put in its place.</summary>
/// <param name="Zone">The zone.</param>
/// <param name="Server">The server, as address and port.</param>
/// <param name="Original">What was there at first.</param>
/// <param name="Ours">All states that the journal knows.</param>
internal sealed record DnsUndo(DnsName Zone, string Server, DnsRecordSet Original, IReadOnlyList<DnsRecordSet> Ours)
{
    /// <summary>From entries to sets.</summary>
    public static IReadOnlyList<DnsUndo> Of(IEnumerable<DnsJournalEntry> entries) =>
        [.. entries.GroupBy(entry => (entry.Zone, entry.Before.Owner, entry.Before.Type)).Select(group =>
            new DnsUndo(group.Key.Zone, group.Last().Server, group.First().Before, [.. group.SelectMany(entry => new[] { entry.Before, entry.After })]))];

    /// <summary>What is to be there, by what is there now.</summary>
    /// <exception cref="DnsPublishException">What is there is nothing that the journal put there.</exception>
    public DnsRecordSet Wanted(DnsRecordSet current) => Ours.Any(current.HasSameData)
        ? Original
        : throw new DnsPublishException(new(
            DnsPublishFault.ChangedMeanwhile, $"The {DnsTypeText.Of(current.Type)} set of {current.Owner} was changed by somebody else since: it is {(current.Records.Count == 0 ? "not there" : PlainText.Excerpt(string.Join(", ", current.Data)))}, which the journal did not write. Change it by hand.", $"{current.Owner}"));
}
