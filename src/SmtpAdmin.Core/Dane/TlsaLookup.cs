using SmtpAdmin.Dns;

namespace SmtpAdmin.Dane;

/// <summary>What the DNS has at the name of a set, and whether that is worth anything.</summary>
/// <param name="Answer">The answer.</param>
/// <param name="IsValidated">DNSSEC has validated it; null where that is not known.</param>
internal sealed record TlsaLookup(DnsAnswer Answer, bool? IsValidated)
{
    /// <summary>Asks.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<TlsaLookup> AskAsync(IDnsResolver resolver, DnsName owner, CancellationToken cancellationToken)
    {
        var answer = await resolver.ResolveAsync(owner, DnsType.TLSA, cancellationToken).ConfigureAwait(false);
        if (!answer.IsConclusive) return new TlsaLookup(answer, null);
        if (answer.AuthenticatedData) return new TlsaLookup(answer, true);
        // The root is signed: of a resolver that does not say so there, its silence about another name means nothing. Nor does a
        // zone's own server say it (RFC 4035 section 3.1.6).
        var root = await resolver.ResolveAsync(DnsName.Root, DnsType.SOA, cancellationToken).ConfigureAwait(false);
        return new TlsaLookup(answer, root is { Outcome: DnsOutcome.Answer, AuthenticatedData: true } && !answer.Authoritative ? false : null);
    }

    /// <summary>The records.</summary>
    public IReadOnlyList<TlsaRecord> Records => [.. Answer.Records.OfType<TlsaRecord>()];
}
