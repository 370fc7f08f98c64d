using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>An answer that addresses in a record come from.</summary>
public sealed record SpfReplacementAnswer
{
    /// <summary>The terms that led there, outermost first.</summary>
    public required IReadOnlyList<string> Path { get; init => field = Indexable.Of(value); }

    /// <summary>The name that was asked for.</summary>
    public required string Name { get; init; }

    /// <summary>The type that was asked for.</summary>
    public required DnsType Type { get; init; }

    /// <summary>The records as in a zone file, of TXT the SPF record alone; empty when there are none.</summary>
    public required IReadOnlyList<string> Data { get; init => field = Indexable.Of(value); }

    /// <summary>For how many seconds the answer is good, aliases on the way considered; null when it does not say.</summary>
    public long? TtlSeconds { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Type}";

    internal static SpfReplacementAnswer Of(DnsAnswer answer, IReadOnlyList<string> path) => new()
    {
        Path = path,
        Name = answer.Name.ToString(),
        Type = answer.Type,
        Data = [.. answer.Records.Where(record => record is not TxtRecord txt || SpfRecord.IsSpf(txt.Text)).Select(record => record.DataText)],
        TtlSeconds = Ttl(answer),
    };

    private static long? Ttl(DnsAnswer answer)
    {
        var lives = answer.Records.Concat(answer.Aliases).Select(record => record.TimeToLive);
        if (answer.Records.Count == 0) lives = lives.Concat(answer.Authority.OfType<SoaRecord>().Select(soa => soa.TimeToLive < soa.Minimum ? soa.TimeToLive : soa.Minimum)); // RFC 2308 section 5
        return lives.Select(life => (long?)life.TotalSeconds).Min();
    }
}
