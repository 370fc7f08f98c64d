using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>What the DNS says of a domain for which a record is made.</summary>
internal sealed record DmarcEvidence
{
    private static readonly string[] NoMail = ["v=spf1 -all"];

    /// <summary>What is published at the record's name.</summary>
    public required PublishedText Published { get; init; }

    /// <summary>The TXT records of the domain, SPF among them.</summary>
    public required DnsAnswer Spf { get; init; }

    /// <summary>The TXT records of the keys' names, in their order.</summary>
    public required IReadOnlyList<DnsAnswer> Keys { get; init; }

    /// <summary>What the hosts outside the domain say, in their order; null for one that cannot be asked.</summary>
    public required IReadOnlyList<DnsAnswer?> Consents { get; init; }

    /// <summary>The domain's SPF records (RFC 7208 section 4.5).</summary>
    public IReadOnlyList<string> SpfRecords => [.. Texts(Spf).Where(text => text.StartsWith("v=spf1", StringComparison.OrdinalIgnoreCase) && (text.Length == 6 || text[6] == ' '))];

    /// <summary>The domain says that it sends no mail at all.</summary>
    public bool SendsNoMail => SpfRecords is [var one] && NoMail.Contains(string.Join(' ', one.Split(' ', StringSplitOptions.RemoveEmptyEntries)), StringComparer.OrdinalIgnoreCase);

    /// <summary>Asks all questions at once.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DmarcEvidence> CollectAsync(IDnsResolver resolver, DmarcDraft draft, CancellationToken cancellationToken)
    {
        var published = PublishedText.AskAsync(resolver, draft.Owner, draft.Domain, DmarcRecord.Version, cancellationToken);
        var spf = AskAsync(draft.Domain);
        var keys = Task.WhenAll(draft.Keys.Select(AskAsync));
        var consents = Task.WhenAll(draft.Destinations.Select(async destination => destination.Name is { } name ? await AskAsync(name).ConfigureAwait(false) : null));
        return new DmarcEvidence
        {
            Published = await published.ConfigureAwait(false),
            Spf = await spf.ConfigureAwait(false),
            Keys = await keys.ConfigureAwait(false),
            Consents = await consents.ConfigureAwait(false),
        };

        Task<DnsAnswer> AskAsync(DnsName name) => resolver.ResolveAsync(name, DnsType.TXT, cancellationToken).AsTask();
    }

    /// <summary>An answer has a key that signatures can be verified with: one that is not revoked (RFC 6376 section 3.6.1).</summary>
    public static bool HasKey(DnsAnswer answer) => Texts(answer).Select(DmarcTagList.Read).Any(tags => tags["v"] is null or "DKIM1" && tags["p"] is not null);

    /// <summary>An answer says that reports are wanted (RFC 9990 section 4, steps 6 to 8).</summary>
    public static bool HasConsent(DnsAnswer answer) => Texts(answer).Any(DmarcRecord.IsDmarc);

    private static IEnumerable<string> Texts(DnsAnswer answer) => answer.Records.OfType<TxtRecord>().Select(record => record.Text);
}
