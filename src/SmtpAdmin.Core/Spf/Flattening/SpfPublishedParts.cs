using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Spf;

/// <summary>
/// The records that are published under the names that records are split over, whether or not the published record still leads there: what caches may still ask for must not get
/// another text, and what nobody needs any more is to be told until it is gone.
/// </summary>
/// <param name="Records">The records; those that the source includes by itself are none of them.</param>
/// <param name="Aliases">Names that have a CNAME, beside which nothing can stand.</param>
/// <param name="Unknown">Names whose look-up failed.</param>
internal sealed record SpfPublishedParts(IReadOnlyList<TxtZoneRecord> Records, IReadOnlyList<string> Aliases, IReadOnlyList<string> Unknown)
{
    private const int Beyond = SpfCheckOptions.MaxLookups; // a record has no more parts than that, and two may be in use while one takes the place of the other
    private const int MostAsked = 50;

    /// <summary>Nothing was looked for.</summary>
    public static SpfPublishedParts None { get; } = new([], [], []);

    /// <summary>The names that must not get another text: what is not known counts as taken.</summary>
    public IEnumerable<string> Names => Records.Select(record => record.Name).Concat(Aliases).Concat(Unknown);

    /// <summary>The records but for those with one of these names.</summary>
    public IReadOnlyList<TxtZoneRecord> Without(IEnumerable<string> names)
    {
        var needed = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return [.. Records.Where(record => !needed.Contains(record.Name))];
    }

    /// <summary>Asks for the names up to the highest one in use, and for as many beyond it as a record may have.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<SpfPublishedParts> FindAsync(SpfDomain domain, SpfWalkedRecord source, SpfWalkedRecord? published, SpfLookups lookups, CancellationToken cancellationToken)
    {
        var inSource = source.All().Select(record => record.Domain).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var used = (published?.All() ?? []).Select(record => record.Domain).Where(name => SpfPartNames.IsPartOf(name, domain)).ToList();
        var highest = used.Concat(inSource).Select(name => SpfPartNames.NumberOf(name, domain)).Max();
        var names = Enumerable.Range(1, Math.Min(highest + Beyond, MostAsked)).Select(number => SpfPartNames.Name(number, domain))
            .Concat(used).Distinct(StringComparer.OrdinalIgnoreCase).Where(name => !inSource.Contains(name));
        // A record for all names (RFC 4592) answers for a name that is never given too, and is no part.
        var answers = await Task.WhenAll(names.Prepend(SpfPartNames.Name(0, domain)).Select(AskAsync)).ConfigureAwait(false);
        var wildcard = Texts(answers[0].Answer).ToHashSet(StringComparer.Ordinal);
        var parts = answers.Skip(1).ToList();
        return new SpfPublishedParts(
            [.. parts.Where(part => part.Answer?.Aliases.Count == 0).SelectMany(part => Texts(part.Answer).Where(text => !wildcard.Contains(text)).Select(text => new TxtZoneRecord(part.Name, text)))],
            [.. parts.Where(part => part.Answer?.Aliases.Count > 0 && !Texts(part.Answer).Any(wildcard.Contains)).Select(part => part.Name)],
            [.. parts.Where(part => part.Answer is { Aliases.Count: 0, IsConclusive: false }).Select(part => part.Name)]);

        async Task<(string Name, DnsAnswer? Answer)> AskAsync(string name) =>
            (name, DnsName.TryParse(name, out var asked, out _) ? await lookups.AskAsync(asked, DnsType.TXT, cancellationToken).ConfigureAwait(false) : null);
    }

    private static IEnumerable<string> Texts(DnsAnswer? answer) =>
        answer?.Records.OfType<TxtRecord>().Select(record => record.Text).Where(text => SpfRecord.IsSpf(text)) ?? [];
}
