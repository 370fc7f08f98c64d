using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>One set, as it is and as it is to be.</summary>
public sealed record DnsRecordChange
{
    internal DnsRecordChange(DnsName zone, DnsPublishTarget target, DnsRecordSet before, DnsRecordSet after) => (Zone, Target, Before, After) = (zone, target, before, after);

    /// <summary>The zone that it is in.</summary>
    public DnsName Zone { get; }

    /// <summary>The server that takes the change, for people.</summary>
    public string Server => Target.Shown;

    /// <summary>What is there; without records where there is nothing.</summary>
    public DnsRecordSet Before { get; }

    /// <summary>What is to be there; without records where there is to be nothing.</summary>
    public DnsRecordSet After { get; }

    /// <summary>Something is to be done.</summary>
    public bool IsChange => !Before.HasSameData(After) || (After.Records.Count > 0 && Before.TimeToLive != After.TimeToLive);

    /// <summary>The name is there, with or without records of the type.</summary>
    internal bool NameIsThere { get; init; }

    /// <summary>The name is an alias for this one; null where it is none.</summary>
    internal DnsName? Alias { get; init; }

    /// <summary>The server that takes the change.</summary>
    internal DnsPublishTarget Target { get; }

    /// <summary>What is to be done, in a word or two.</summary>
    public string Action => !IsChange ? "Leave" : Before.Records.Count == 0 ? "Add" : After.Records.Count == 0 ? "Remove" : "Replace";

    /// <summary>What it is about, for people.</summary>
    public string Subject => $"{After.Name} {DnsTypeText.Of(After.Type)} (zone {Zone} at {Server})";

    /// <summary>The difference as lines: <c>-</c> what goes, <c>+</c> what comes, and without a sign what stays; each with its time to live in seconds.</summary>
    public IReadOnlyList<string> Difference()
    {
        var sameTime = Before.TimeToLive == After.TimeToLive;
        var lines = new List<string>();
        foreach (var record in Before.Records) lines.Add(Line(sameTime && Holds(After, record) ? ' ' : '-', Before, record));
        foreach (var record in After.Records.Where(record => !(sameTime && Holds(Before, record)))) lines.Add(Line('+', After, record));
        return lines;
    }

    /// <inheritdoc/>
    public override string ToString() => string.Join('\n', [$"{Action} {Subject}", .. Difference()]);

    private static bool Holds(DnsRecordSet set, DnsRecord record) => set.Records.Any(known => DnsRecordOctets.SameData(known, record));

    private static string Line(char sign, DnsRecordSet set, DnsRecord record) => FormattableString.Invariant($"  {sign} {set.TtlSeconds} {record.DataText}");
}
