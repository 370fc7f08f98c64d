namespace SmtpAdmin.Dns;

/// <summary>A resource record (RFC 1035 section 3.2.1). Each type that we read has a class of its own; others are <see cref="UnknownRecord"/>.</summary>
/// <param name="Name">The owner name.</param>
/// <param name="Type">The record type.</param>
/// <param name="TimeToLive">How long the record may be cached.</param>
public abstract record DnsRecord(DnsName Name, DnsType Type, TimeSpan TimeToLive)
{
    /// <summary>The record data as it stands in a zone file.</summary>
    public abstract string DataText { get; }

    /// <summary>The record as one zone-file line.</summary>
    public sealed override string ToString() =>
        FormattableString.Invariant($"{Name.ToAbsoluteString()} {(long)TimeToLive.TotalSeconds} IN {DnsTypeText.Of(Type)} {DataText}");
}
