using System.Collections.Concurrent;

namespace SmtpAdmin.Reputation;

/// <summary>What one run has to add to the state.</summary>
internal sealed class DnsblRunNotes
{
    /// <summary>
    /// A pair that is not listed and not asked about any more is forgotten after this long: it says no more than one that was never seen.
    /// So is a list that told nothing and is not asked any more.
    /// </summary>
    private static readonly TimeSpan UnlistedLifetime = TimeSpan.FromDays(90);

    /// <summary>What is known of the pairs of this run.</summary>
    public Dictionary<DnsblPairKey, DnsblPairState> Pairs { get; } = [];

    /// <summary>When each list was tested in this run, and how that ended.</summary>
    public ConcurrentDictionary<DnsblTestKey, (DateTimeOffset At, bool Passed)> Tests { get; } = [];

    /// <summary>The lists that were asked, by their zones; null for those that told something.</summary>
    public Dictionary<string, DnsblBlindState?> Lists { get; } = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>There is nothing to save.</summary>
    public bool IsEmpty => Pairs.Count == 0 && Tests.IsEmpty && Lists.Count == 0;

    /// <summary>A test that was passed then still counts. One in the future does not: the clock was wrong then or is now.</summary>
    public static bool IsFresh(DateTimeOffset passedAt, DateTimeOffset now) => now - passedAt is var age && age >= TimeSpan.Zero && age < DnsblWatch.TestLifetime;

    /// <summary>Adds the notes to what is in the file by now, which another run may have written meanwhile.</summary>
    /// <param name="there">What is in the file.</param>
    /// <param name="known">What was in it when this run began.</param>
    /// <param name="now">The time, in UTC.</param>
    public void MergeInto(DnsblState there, DnsblState known, DateTimeOffset now)
    {
        MergeLists(there, known, now); // before this run's own pairs are among them
        foreach (var (key, noted) in Pairs)
        {
            if (!there.Pairs.TryGetValue(key, out var other) || IsOlder(other, noted, known.Pairs.GetValueOrDefault(key), now)) there.Pairs[key] = noted;
        }
        foreach (var (key, pair) in there.Pairs)
        {
            if (pair is { Status: not DnsblStatus.Listed, Pending: null } && now - pair.CheckedAt > UnlistedLifetime) there.Pairs.Remove(key);
        }

        foreach (var (key, (at, passed)) in Tests)
        {
            if (there.Tests.TryGetValue(key, out var other) && other > at && other <= now) continue;
            if (passed) there.Tests[key] = at;
            else there.Tests.Remove(key);
        }
        foreach (var (key, passedAt) in there.Tests)
        {
            if (!IsFresh(passedAt, now)) there.Tests.Remove(key);
        }
    }

    /// <summary>Of two runs at once, the one that learned something from a list is right: the list is not blind.</summary>
    private void MergeLists(DnsblState there, DnsblState known, DateTimeOffset now)
    {
        foreach (var (zone, noted) in Lists)
        {
            var before = known.Blind.GetValueOrDefault(zone);
            if (noted is null) there.Blind.Remove(zone);
            else if (there.Blind.TryGetValue(zone, out var other)) there.Blind[zone] = other == before ? noted : noted.With(other);
            else if (before is null && !IsHeardBySomebody(zone, there, known)) there.Blind.Add(zone, noted);
        }
        foreach (var (zone, blind) in there.Blind)
        {
            if (now - blind.CheckedAt > UnlistedLifetime) there.Blind.Remove(zone);
        }
    }

    /// <summary>
    /// A pair of the list was checked since this run began, by another run: this one was told nothing. Only answers are noted, so the list gave one.
    /// </summary>
    private static bool IsHeardBySomebody(string zone, DnsblState there, DnsblState known) => there.Pairs.Any(pair =>
        string.Equals(pair.Key.Zone, zone, StringComparison.OrdinalIgnoreCase) && pair.Value.CheckedAt != known.Pairs.GetValueOrDefault(pair.Key)?.CheckedAt);

    /// <summary>The later check wins, but for two things that a clock put back does: nobody wrote the entry since this run began, or it is from the future.</summary>
    private static bool IsOlder(DnsblPairState there, DnsblPairState noted, DnsblPairState? known, DateTimeOffset now) =>
        there.CheckedAt <= noted.CheckedAt || there.CheckedAt == known?.CheckedAt || there.CheckedAt > now;
}
