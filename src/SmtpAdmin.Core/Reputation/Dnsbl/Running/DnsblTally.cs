using System.Globalization;

namespace SmtpAdmin.Reputation;

/// <summary>What a run has counted so far.</summary>
public sealed class DnsblTally
{
    private readonly DnsblCounts _counts = new();
    private long _expected;

    /// <summary>How many addresses and domains are done.</summary>
    public int Targets { get; private set; }

    /// <summary>
    /// How many of them nothing is known of: no list holds them, and all blacklists were unknown, refused or broken, or no list was asked. What an
    /// allow list says counts only where nothing but allow lists was asked.
    /// </summary>
    public int UndecidedTargets { get; private set; }

    /// <summary>How many results there are.</summary>
    public int Results { get; private set; }

    /// <summary>How many results of the targets that were given so far there will be.</summary>
    public long Expected => Math.Max(Interlocked.Read(ref _expected), Results);

    /// <summary>How many results are a change.</summary>
    public int Changes { get; private set; }

    /// <summary>How many results have a status.</summary>
    public int this[DnsblStatus status] => _counts[status];

    /// <summary>How many results say nothing about their target.</summary>
    public int Undecided => _counts.Undecided;

    /// <summary>The targets that lists were asked about, and of which none said anything.</summary>
    internal DnsblUnansweredTargets Unanswered { get; } = new();

    /// <summary>How far the run is.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture, $"{Results:N0} of {Expected:N0} answers, {this[DnsblStatus.Listed]:N0} listed, {Undecided:N0} not known");

    /// <summary>Targets were given that so many lists are asked about. May be called by any thread.</summary>
    internal void Expect(long results) => Interlocked.Add(ref _expected, results);

    internal void Add(DnsblResult result)
    {
        Results++;
        _counts.Add(result.Status);
        if (result.Change is not null) Changes++;
    }

    internal void Complete(DnsblTarget target)
    {
        Targets++;
        NoteIfUndecided(target);
    }

    /// <summary>An answer about a target is not what it was taken for.</summary>
    internal void TakeBack(DnsblTarget target, DnsblListTally list, DnsblStatus from, DnsblStatus to)
    {
        var wasUndecided = target.Tally.IsUndecided;
        _counts.Move(from, to);
        target.Tally.TakeBack(list, from, to);
        if (target.Tally.IsComplete && !wasUndecided) NoteIfUndecided(target);
    }

    private void NoteIfUndecided(DnsblTarget target)
    {
        if (!target.Tally.IsUndecided) return;
        UndecidedTargets++;
        if (target.Tally.WasAsked) Unanswered.Add(target);
    }
}
