using System.Globalization;

namespace SmtpAdmin.Reputation;

/// <summary>What a run has counted so far.</summary>
public sealed class DnsblTally
{
    private readonly int[] _counts = new int[Enum.GetValues<DnsblStatus>().Length];
    private long _expected;

    /// <summary>How many addresses and domains are done.</summary>
    public int Targets { get; private set; }

    /// <summary>How many of them no list has said anything about: all were unknown, refused or broken, or none was asked.</summary>
    public int UndecidedTargets { get; private set; }

    /// <summary>How many results there are.</summary>
    public int Results { get; private set; }

    /// <summary>How many results of the targets that were given so far there will be.</summary>
    public long Expected => Math.Max(Interlocked.Read(ref _expected), Results);

    /// <summary>How many results are a change.</summary>
    public int Changes { get; private set; }

    /// <summary>How many results have a status.</summary>
    public int this[DnsblStatus status] => _counts[(int)status];

    /// <summary>How many results say nothing about their target.</summary>
    public int Undecided => this[DnsblStatus.Unknown] + this[DnsblStatus.Refused] + this[DnsblStatus.Broken];

    /// <summary>How far the run is.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Results:N0} of {Expected:N0} answers, {this[DnsblStatus.Listed]:N0} listed, {Undecided:N0} not known");

    /// <summary>Targets were given that so many lists are asked about. May be called by any thread.</summary>
    internal void Expect(long results) => Interlocked.Add(ref _expected, results);

    internal void Add(DnsblResult result)
    {
        Results++;
        _counts[(int)result.Status]++;
        if (result.Change is not null) Changes++;
    }

    internal void Complete(DnsblTargetTally target)
    {
        Targets++;
        if (target.IsUndecided) UndecidedTargets++;
    }
}
