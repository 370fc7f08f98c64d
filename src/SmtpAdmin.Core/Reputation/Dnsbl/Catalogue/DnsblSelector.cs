using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Chooses the lists of one request.</summary>
internal sealed class DnsblSelector
{
    private readonly DnsblCatalogue _catalogue;
    private readonly DnsblSelectionRequest _request;
    private readonly DnsblZoneWords _zones;
    private readonly string? _key;
    private readonly List<DnsblList> _lists = [];
    private readonly List<DnsblSelectionProblem> _problems = [];
    private readonly List<DnsblSelectionProblem> _notes = [];

    public DnsblSelector(DnsblCatalogue catalogue, DnsblSelectionRequest request)
    {
        (_catalogue, _request) = (catalogue, request);
        _zones = new DnsblZoneWords(catalogue);
        _key = string.IsNullOrWhiteSpace(request.Key) ? null : request.Key.Trim();
    }

    public DnsblSelection Choose()
    {
        // A run without the key that was meant would ask other zones than were meant.
        if (_request.Key is not null && (_key is null || !DnsblKeyedZone.IsKey(_key)))
            return new DnsblSelection { Problems = [new(DnsblSelectionCode.BadKey, "", "The key that was given with -DqsKey is none: a key of Spamhaus's Data Query Service is one word of letters and digits, as your account's page there shows it.")] };

        var words = Words(_request.Provider);
        if (_request.Provider.Count == 0) _lists.AddRange(_catalogue.Providers.Where(IsOfCategory).Select(Ask).OfType<DnsblList>());
        foreach (var word in words) Include(word);
        foreach (var word in Words(_request.ExcludeProvider)) Exclude(word);
        if (_lists.Count == 0 && _problems.Count == 0) _problems.Add(new(DnsblSelectionCode.NothingSelected, "", NothingLeft(words.Count > 0)));
        if (_key is not null && _lists.Count > 0 && !_lists.Any(list => DnsblKeyedZone.TakesDqsKey(list.Provider?.KeyedZone)))
            _notes.Add(new(DnsblSelectionCode.UnusedKey, "", "None of these lists takes the key that was given with -DqsKey: it opens Spamhaus's zones alone."));
        return new DnsblSelection { Lists = _lists, Problems = _problems, Notes = _notes };
    }

    /// <summary>The words. An empty one names nothing: it must not stand for every list.</summary>
    private List<string> Words(IReadOnlyList<string> words)
    {
        if (words.Any(string.IsNullOrWhiteSpace)) _problems.Add(new(DnsblSelectionCode.UnknownProvider, "", "The name of a list is empty."));
        return [.. words.Where(word => !string.IsNullOrWhiteSpace(word)).Select(word => word.Trim())];
    }

    private void Include(string word)
    {
        if (Wildcards.AreIn(word)) IncludeMatching(word);
        else if (_catalogue.Find(word) is { } provider) IncludeNamed(word, provider);
        else if (AddressBlock.TryParse(word, out _, out _)) _problems.Add(new(DnsblSelectionCode.BadZone, word, $"'{PlainText.Excerpt(word)}' is an address and no list: give it as a target."));
        else if (!word.Contains('.', StringComparison.Ordinal)) _problems.Add(DnsblNames.Unknown(word, _catalogue));
        else if (_zones.Refuse(word, out var zone) is { } problem) _problems.Add(problem);
        else
        {
            Add(_zones.ListOf(zone!, out var note));
            if (note is not null) _notes.Add(note);
        }
    }

    private void IncludeMatching(string pattern)
    {
        var matching = _catalogue.Providers.Where(provider => provider.Retired is null && DnsblNames.Matches(pattern, provider)).ToList();
        if (matching.Count == 0)
        {
            _problems.Add(DnsblNames.Unmatched(pattern, _catalogue));
            return;
        }
        var asked = matching.Where(IsOfCategory).Select(Ask).OfType<DnsblList>().ToList();
        if (asked.Count == 0 && matching.Where(IsOfCategory).ToList() is { Count: > 0 } closed) _problems.Add(DnsblNames.NeedsKey(pattern, closed[0]));
        asked.ForEach(Add);
    }

    private void IncludeNamed(string word, DnsblProvider provider)
    {
        if (provider.Retired is not null) _problems.Add(DnsblNames.Retired(word, provider));
        else if (KeyIn(word) is { } key) Add(DnsblList.Of(provider, key));
        else if (Ask(provider) is { } list) Add(list);
        else _problems.Add(DnsblNames.NeedsKey(word, provider));
    }

    /// <summary>The list as this request can ask it; null where it is closed to it.</summary>
    private DnsblList? Ask(DnsblProvider provider)
    {
        if (provider.Retired is not null) return null;
        if (provider.Key is null && _key is not null && DnsblKeyedZone.TakesDqsKey(provider.KeyedZone)) return DnsblList.Of(provider, _key);
        return provider.Key is null && provider.Access == DnsblAccess.Key ? null : DnsblList.Of(provider);
    }

    private void Add(DnsblList list)
    {
        if (!_lists.Any(other => list.Provider is null ? other.ZoneName.Equals(list.ZoneName) : ReferenceEquals(other.Provider, list.Provider))) _lists.Add(list);
    }

    private void Exclude(string word)
    {
        if (Wildcards.AreIn(word))
        {
            if (!_catalogue.Providers.Any(provider => DnsblNames.Matches(word, provider))) _problems.Add(DnsblNames.Unmatched(word, _catalogue));
            _lists.RemoveAll(list => list.Provider is { } provider ? DnsblNames.Matches(word, provider) : Wildcards.Fit(word, list.Zone));
        }
        else if (_catalogue.Find(word) is { } provider) _lists.RemoveAll(list => ReferenceEquals(list.Provider, provider));
        else if (!word.Contains('.', StringComparison.Ordinal)) _problems.Add(DnsblNames.Unknown(word, _catalogue));
        else if (DnsblZoneWords.RefuseForm(word, out var zone) is { } problem) _problems.Add(problem);
        else if (_lists.RemoveAll(list => list.ZoneName.Equals(zone)) == 0) _notes.Add(new(DnsblSelectionCode.UnknownProvider, word, $"'{PlainText.Excerpt(word)}' is no zone that would have been asked; there is nothing to leave out."));
    }

    private bool IsOfCategory(DnsblProvider provider) => _request.Category.Count == 0 || provider.Categories.Any(_request.Category.Contains);

    private string? KeyIn(string word) =>
        DnsName.TryParse(word, out var zone, out _) && _catalogue.TryFindKeyed(zone, out _, out var key) ? key : null;

    private string NothingLeft(bool named)
    {
        var reasons = new List<string>();
        if (_request.Category.Count > 0) reasons.Add($"-Category {string.Join(", ", _request.Category)}");
        if (_request.ExcludeProvider.Count > 0) reasons.Add("-ExcludeProvider");
        return reasons.Count == 0 ? "There is no list to be asked."
            : $"No list is left to be asked: {string.Join(" and ", reasons)} leave{(reasons.Count == 1 ? "s" : "")} out all that {(named ? "were named" : "there are")}.";
    }
}
