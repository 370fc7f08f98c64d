using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>What an answer of a list says, by the list's own documentation. Decided from the answer alone.</summary>
/// <param name="Status">The verdict.</param>
/// <param name="Codes">The addresses in the answer.</param>
/// <param name="Meanings">What the list means by them.</param>
/// <param name="Problem">Why nothing is known; null where something is.</param>
internal readonly record struct DnsblReading(
    DnsblStatus Status, IReadOnlyList<string> Codes, IReadOnlyList<string> Meanings, DnsblProblem? Problem)
{
    private const int MaxCodes = 16; // no list has so many; a hostile server might, each time in another order

    /// <summary>The list answered, and does not hold the target.</summary>
    public static DnsblReading NotListed { get; } = new(DnsblStatus.NotListed, [], [], null);

    /// <summary>Reads an answer.</summary>
    /// <param name="provider">The list; null for one that the catalogue lacks, where any answer in 127.0.0.0/8 is a listing.</param>
    /// <param name="answer">What the A look-up gave.</param>
    public static DnsblReading Of(DnsblProvider? provider, DnsAnswer answer) => answer.Outcome switch
    {
        DnsOutcome.NxDomain or DnsOutcome.NoData => NotListed,
        DnsOutcome.Answer => OfCodes(provider, answer),
        DnsOutcome.Refused => new(DnsblStatus.Refused, [], [], new DnsblProblem(DnsblProblemKind.RefusedByServer, answer.Detail)),
        _ => new(DnsblStatus.Unknown, [], [], new DnsblProblem(
            answer.Outcome == DnsOutcome.Timeout ? DnsblProblemKind.Timeout : DnsblProblemKind.NoAnswer, answer.Detail.Length > 0 ? answer.Detail : $"{answer.Outcome}.")),
    };

    /// <summary>A target whose name below the list would be longer than names may be, so that the list cannot be asked about it.</summary>
    public static DnsblReading TooLong(string target, DnsblList list) => new(
        DnsblStatus.Unknown, [], [], new DnsblProblem(DnsblProblemKind.NoAnswer, $"'{PlainText.Excerpt(target)}' with {list.Zone} behind it is longer than a domain name may be."));

    private static DnsblReading OfCodes(DnsblProvider? provider, DnsAnswer answer)
    {
        var codes = new List<string>(1);
        var meanings = new DnsblMeanings();
        string? outside = null, undocumented = null;
        Span<byte> octets = stackalloc byte[4];
        foreach (var record in answer.Records)
        {
            if (record is not ARecord { Address: var address }) continue;
            address.TryWriteBytes(octets, out _);
            if (octets[0] != 127) outside ??= address.ToString();
            codes.Add(address.ToString());
            if (octets[0] != 127 || meanings.AddDocumented(provider, octets)) continue;
            if (provider is null || provider.AnyCodeLists) meanings.Add(DnsblCodeResult.Listed, Undocumented(provider, octets));
            else undocumented ??= address.ToString();
        }
        if (codes.Count > MaxCodes) codes = [.. DnsblPairState.Sorted(codes).Take(MaxCodes)];
        if (outside is not null) return new(DnsblStatus.Broken, codes, [], new DnsblProblem(DnsblProblemKind.OutsideLoopback, outside));
        if (meanings.Of(DnsblCodeResult.Refused) is { } refusals)
            return new(DnsblStatus.Refused, codes, refusals, new DnsblProblem(DnsblProblemKind.RefusalCode, string.Join("; ", refusals)));
        if (meanings.Of(DnsblCodeResult.Listed) is { } listings) return new(DnsblStatus.Listed, codes, listings, null);
        if (undocumented is not null) return new(DnsblStatus.Unknown, codes, ["undocumented code"], new DnsblProblem(DnsblProblemKind.UndocumentedCode, undocumented));
        if (meanings.Of(DnsblCodeResult.Allowed) is { } grades) return new(DnsblStatus.Allowed, codes, grades, null);
        return new(DnsblStatus.NotListed, codes, meanings.Of(DnsblCodeResult.Neutral) ?? [], null);
    }

    private static string Undocumented(DnsblProvider? provider, ReadOnlySpan<byte> octets)
    {
        var refusal = octets is [127, 255, 255, _] ? " (in 127.255.255.0/24, where many lists have their codes for refused queries)" : "";
        return $"{(provider is null ? "any answer in 127.0.0.0/8 lists here" : "undocumented code")}{refusal}";
    }
}
