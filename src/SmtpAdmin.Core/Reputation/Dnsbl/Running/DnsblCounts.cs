using System.Globalization;

namespace SmtpAdmin.Reputation;

/// <summary>How many answers have each status.</summary>
internal sealed class DnsblCounts
{
    private readonly int[] _counts = new int[(int)DnsblStatus.Broken + 1];

    public int this[DnsblStatus status] => _counts[(int)status];

    /// <summary>How many say something about their target.</summary>
    public int Decided => this[DnsblStatus.Listed] + this[DnsblStatus.NotListed] + this[DnsblStatus.Allowed];

    /// <summary>How many say nothing.</summary>
    public int Undecided => this[DnsblStatus.Unknown] + this[DnsblStatus.Refused] + this[DnsblStatus.Broken];

    public void Add(DnsblStatus status) => _counts[(int)status]++;

    public void Add(DnsblCounts other)
    {
        for (var status = 0; status < _counts.Length; status++) _counts[status] += other._counts[status];
    }

    /// <summary>One that was counted is not what it was taken for.</summary>
    public void Move(DnsblStatus from, DnsblStatus to)
    {
        _counts[(int)from]--;
        _counts[(int)to]++;
    }

    /// <summary>Why nothing is known of those that say nothing: <c>2 refused, 0 broken, 1 unknown</c>.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{this[DnsblStatus.Refused]:N0} refused, {this[DnsblStatus.Broken]:N0} broken, {this[DnsblStatus.Unknown]:N0} unknown");
}
