namespace SmtpAdmin.Reputation;

/// <summary>Entries by which a list shows that it works (RFC 5782 section 5).</summary>
/// <param name="Subject">What the entries are.</param>
/// <param name="Listed">An address or domain that the list always holds; null when it documents none: one of another subject has to do then, if there is one.</param>
/// <param name="NotListed">An address or domain that it never holds; null when that cannot be relied on.</param>
public sealed record DnsblTestPoint(DnsblSubject Subject, string? Listed, string? NotListed)
{
    /// <summary>The entries on one line.</summary>
    public override string ToString() => $"{Subject}: listed {Listed ?? "-"}, not listed {NotListed ?? "-"}";

    /// <summary>The entries that RFC 5782 section 5 prescribes: 127.0.0.2 and 127.0.0.1, the same as IPv4-mapped IPv6 addresses, TEST and INVALID.</summary>
    /// <param name="subject">What the entries are.</param>
    public static DnsblTestPoint Standard(DnsblSubject subject) => subject switch
    {
        DnsblSubject.IPv4 => new(subject, "127.0.0.2", "127.0.0.1"),
        DnsblSubject.IPv6 => new(subject, "::ffff:127.0.0.2", "::ffff:127.0.0.1"),
        DnsblSubject.Domain => new(subject, "test", "invalid"),
        _ => throw new ArgumentOutOfRangeException(nameof(subject)),
    };
}
