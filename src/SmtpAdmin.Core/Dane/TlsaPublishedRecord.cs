using SmtpAdmin.Dns;

namespace SmtpAdmin.Dane;

/// <summary>A record that the DNS has at the name already.</summary>
/// <param name="Data">Its data as it stands in a zone file.</param>
/// <param name="Match">What it matches.</param>
public sealed record TlsaPublishedRecord(string Data, TlsaMatch Match)
{
    /// <summary>Holds a record against what is known.</summary>
    internal static TlsaPublishedRecord Of(TlsaRecord record, IReadOnlyList<TlsaIdentity> current, TlsaIdentity? next) => new(record.DataText, MatchOf(record, current, next));

    /// <inheritdoc/>
    public override string ToString() => $"{Data} ({Match})";

    private static TlsaMatch MatchOf(TlsaRecord record, IReadOnlyList<TlsaIdentity> current, TlsaIdentity? next)
    {
        var ofCurrent = current.Select(identity => Matches(record, identity)).ToList();
        if (ofCurrent.Contains(true)) return TlsaMatch.Current;
        var ofNext = next is null ? false : Matches(record, next);
        if (ofNext == true) return TlsaMatch.Next;
        return ofNext is null || ofCurrent.Contains(null) ? TlsaMatch.Unknown : TlsaMatch.None;
    }

    /// <summary>RFC 6698 section 2.1: the server's own for the usages 1 and 3, any that it sends for 0 and 2. Null where the certificate that it would take is not known.</summary>
    private static bool? Matches(TlsaRecord record, TlsaIdentity identity)
    {
        if (!Enum.IsDefined((TlsaUsage)record.Usage) || !Enum.IsDefined((TlsaSelector)record.Selector) || !Enum.IsDefined((TlsaMatchingType)record.MatchingType)) return false; // RFC 7671 section 4: unusable
        var isOwn = (TlsaUsage)record.Usage is TlsaUsage.PkixEe or TlsaUsage.DaneEe;
        var candidates = isOwn ? [identity.Own] : identity.IsAuthority || identity.Own.Certificate is null ? [identity.Own, .. identity.Others] : identity.Others;
        var associations = candidates.Select(candidate => candidate.Association((TlsaSelector)record.Selector, (TlsaMatchingType)record.MatchingType)).ToList();
        if (associations.Exists(association => association is not null && record.Association.Span.SequenceEqual(association))) return true;
        // A file need not hold the authority that the server sends.
        return associations.Contains(null) || (!isOwn && identity.Issuer is null && !identity.IsAuthority) ? null : false;
    }
}
