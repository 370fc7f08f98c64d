using System.Globalization;

namespace SmtpAdmin.Reputation;

/// <summary>What one list has said in a run.</summary>
internal sealed class DnsblListTally(DnsblList list)
{
    private readonly Finding?[] _why = new Finding?[(int)DnsblStatus.Broken + 1];

    public DnsblList List { get; } = list;

    /// <summary>It holds who is vouched for and nothing else, so what it says does not tell who is listed.</summary>
    public bool IsAllowList { get; } = list.Provider is { Categories: [_, ..] categories } && categories.All(category => category == DnsblCategory.Allow);

    public DnsblCounts Counts { get; } = new();

    /// <summary>It was asked, and told nothing of any target.</summary>
    public bool IsBlind => Counts.Decided == 0;

    /// <summary>What it mostly was, of what says nothing.</summary>
    public DnsblStatus Status => new[] { DnsblStatus.Refused, DnsblStatus.Broken, DnsblStatus.Unknown }.MaxBy(status => Counts[status]);

    /// <summary>Why it told nothing, at the last target of which it did not.</summary>
    public Finding? Why => _why[(int)Status];

    public void Add(DnsblResult result)
    {
        Counts.Add(result.Status);
        if (result.Status is DnsblStatus.Unknown or DnsblStatus.Refused or DnsblStatus.Broken) _why[(int)result.Status] = result.Findings[0];
    }

    /// <summary>What is to be said of it.</summary>
    public string Words(DnsblListNews news)
    {
        var since = news.Since.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);
        return news.IsBlind
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"{List.Name} has told nothing in any run since {since}: {Status} for {(Counts.Undecided == 1 ? "its one target" : $"all of its {Counts.Undecided:N0} targets")} now. {Why!.Message} A listing there goes unseen, and this is said only once. Test-DnsblProvider {List.Name} shows what it answers; -ExcludeProvider leaves it out.")
            : $"{List.Name} answers again; it had told nothing since {since}. What changed there meanwhile is told from now on.";
    }

    public void TakeBack(DnsblStatus from, DnsblStatus to) => Counts.Move(from, to);
}
