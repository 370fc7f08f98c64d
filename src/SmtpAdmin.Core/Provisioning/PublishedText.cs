using System.Security.Cryptography;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>The TXT records of the name where a new record is to stand.</summary>
internal sealed record PublishedText
{
    private const int RandomLength = 12; // octets of the label that nobody has

    /// <summary>The name.</summary>
    public required DnsName Name { get; init; }

    /// <summary>The answer.</summary>
    public required DnsAnswer Answer { get; init; }

    /// <summary>The records of the kind that is to be made; each character is an octet (Latin-1).</summary>
    public required IReadOnlyList<string> OfKind { get; init; }

    /// <summary>The other texts.</summary>
    public required IReadOnlyList<string> Others { get; init; }

    /// <summary>A name beside it that nobody made has the same texts: they come from a wildcard above.</summary>
    public bool IsWildcard { get; init; }

    /// <summary>Asks.</summary>
    /// <param name="resolver">Who is asked.</param>
    /// <param name="name">The name.</param>
    /// <param name="domain">The domain that it is below, whose wildcard may cover it.</param>
    /// <param name="kind">How records of the kind begin, as <c>v=DMARC1</c>.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<PublishedText> AskAsync(IDnsResolver resolver, DnsName name, DnsName domain, string kind, CancellationToken cancellationToken)
    {
        var answer = await resolver.ResolveAsync(name, DnsType.TXT, cancellationToken).ConfigureAwait(false);
        var (texts, ofKind) = (Texts(answer), answer.Records.Where(record => TxtKind.Of(record) == kind).Cast<TxtRecord>().Select(record => record.Text).ToList());
        var isWildcard = false;
        if (texts.Count > 0 && answer.Aliases.Count == 0 && DnsName.TryParse($"smtpadmin-{Convert.ToHexString(RandomNumberGenerator.GetBytes(RandomLength)).ToLowerInvariant()}.{domain}", out var nobody, out _))
        {
            var other = await resolver.ResolveAsync(nobody, DnsType.TXT, cancellationToken).ConfigureAwait(false);
            isWildcard = texts.ToHashSet().SetEquals(Texts(other));
        }
        return new PublishedText { Name = name, Answer = answer, OfKind = ofKind, Others = [.. texts.Except(ofKind)], IsWildcard = isWildcard };
    }

    /// <summary>What there is, seen from the new record.</summary>
    /// <param name="published">The texts; null when nobody was asked.</param>
    /// <param name="value">The new record.</param>
    public static PublishedTextStatus StatusOf(PublishedText? published, string value) => published switch
    {
        null => PublishedTextStatus.NotAsked,
        { Answer.IsConclusive: false } => PublishedTextStatus.Unknown,
        { OfKind: [] } => PublishedTextStatus.None,
        { OfKind: [var one] } => one == value ? PublishedTextStatus.Same : PublishedTextStatus.Other,
        _ => PublishedTextStatus.Several,
    };

    private static List<string> Texts(DnsAnswer answer) => [.. answer.Records.OfType<TxtRecord>().Select(record => record.Text)];
}
