namespace SmtpAdmin.Reputation;

/// <summary>What people call lists by: names and wildcards; and what is told where that does not do.</summary>
internal static class DnsblNames
{
    private const int Similar = 3;
    private const int Related = 8;
    private const int ShortestWord = 5; // shorter ones are a slip away from too much

    /// <summary>The list's name fits, or its zone where the pattern has a dot.</summary>
    public static bool Matches(string pattern, DnsblProvider provider) =>
        Wildcards.Fit(pattern, provider.Name) || (pattern.Contains('.', StringComparison.Ordinal) && Wildcards.Fit(pattern, provider.Zone));

    /// <summary>The names that somebody may have meant: those that begin with the word or are run by whom it names, or those that slips lead from.</summary>
    public static IReadOnlyList<string> Nearest(string word, DnsblCatalogue catalogue)
    {
        var plain = DnsblCatalogue.Plain(word.Trim());
        if (plain.Length == 0) return [];
        var candidates = catalogue.Providers.Where(provider => provider.Retired is null && IsRelated(provider, plain))
            .Select(provider => (Provider: provider, Distance: NearestWords.Distance(plain, DnsblCatalogue.Plain(provider.Name)))).ToList();
        if (candidates.Count == 0)
        {
            candidates = [.. catalogue.Providers
                .Select(provider => (Provider: provider, Distance: Words(provider, plain.Length).Min(spelling => NearestWords.Distance(plain, spelling))))
                .Where(pair => pair.Distance <= NearestWords.Tolerance(plain))];
        }
        return [.. candidates
            .OrderBy(pair => pair.Provider.Retired is not null) // nobody is sent to a list that was closed while one that is run may be meant
            .ThenBy(pair => pair.Distance)
            .ThenBy(pair => pair.Provider.Name, StringComparer.OrdinalIgnoreCase)
            .Select(pair => pair.Provider.Name)
            .Take(Similar)];
    }

    /// <summary>What somebody may have meant by a word that is of no list's form: several, or a URL; null where nothing comes to mind.</summary>
    public static string? HintFor(string word) =>
        word.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Length > 1 ? "Give each list by itself."
        : TargetHints.For(word) is var hint && hint.StartsWith("Did you mean", StringComparison.Ordinal) ? hint : null;

    public static DnsblSelectionProblem Unknown(string word, DnsblCatalogue catalogue)
    {
        if (word.Contains('.', StringComparison.Ordinal))
        {
            var zone = word.Trim().TrimEnd('.');
            IReadOnlyList<string> zones = [.. ZonesNear(provider => provider.Retired is null).Concat(ZonesNear(provider => provider.Retired is not null)).Take(Similar)];
            return new(DnsblSelectionCode.UnknownProvider, word, $"'{PlainText.Excerpt(word)}' is no zone of a list that is known here. {HintFor(word) ?? Suggest(zones)}");

            IReadOnlyList<string> ZonesNear(Func<DnsblProvider, bool> isAmong) => NearestWords.Find(zone, catalogue.Providers.Where(isAmong).Select(provider => provider.Zone), Similar);
        }
        return new(DnsblSelectionCode.UnknownProvider, word, $"'{PlainText.Excerpt(word)}' is no list that is known here. {HintFor(word) ?? Suggest(Nearest(word, catalogue))} A zone is given with its dots, as in bl.example.org.");
    }

    public static DnsblSelectionProblem Unmatched(string pattern, DnsblCatalogue catalogue)
    {
        var closed = catalogue.Providers.Where(provider => provider.Retired is not null && Matches(pattern, provider)).ToList();
        var nearest = Nearest(pattern.Replace("*", "", StringComparison.Ordinal).Replace("?", "", StringComparison.Ordinal), catalogue);
        return new(DnsblSelectionCode.UnknownProvider, pattern, $"{NoneIsRun(pattern)} {(closed.Count > 0 ? Closed(closed) : Suggest(nearest))}");
    }

    /// <summary>A note: wildcards only fit lists that were closed, which are not shown.</summary>
    public static DnsblSelectionProblem RetiredOnly(string pattern, IReadOnlyList<DnsblProvider> closed) =>
        new(DnsblSelectionCode.RetiredProvider, pattern, $"{NoneIsRun(pattern)} {Closed(closed)} -IncludeRetired shows what became of them.");

    public static DnsblSelectionProblem Retired(string word, DnsblProvider provider)
    {
        var retired = provider.Retired!;
        var source = provider.Sources.FirstOrDefault(source => source.Facts.Contains("retired"));
        var see = source is null ? "" : $" See {source.Url}.";
        return new(DnsblSelectionCode.RetiredProvider, word, $"{provider.Name} ({provider.Zone}) was closed {retired.When} and is never asked. {Sentence(retired.Note)}{see} Leave it out, here and in your mail server.");
    }

    public static DnsblSelectionProblem NeedsKey(string word, DnsblProvider provider)
    {
        var how = DnsblKeyedZone.TakesDqsKey(provider.KeyedZone)
            ? "Give the key with -DqsKey."
            : $"Give the zone with the key in it in a file of lists of your own: {{ \"providers\": [ {{ \"name\": \"{provider.Name}\", \"zone\": \"{(provider.KeyedZone ?? provider.Zone).Replace(DnsblKeyedZone.Placeholder, "<key>", StringComparison.Ordinal)}\" }} ] }}, and the file with -ProviderFile.";
        return new(DnsblSelectionCode.ProviderNeedsKey, word, $"{provider.Name} only answers holders of a key. {Sentence(provider.AccessNote)} {how}".Replace("  ", " ", StringComparison.Ordinal));
    }

    /// <summary>Names as a part of a sentence: <c>A, B or C</c>.</summary>
    public static string Join(IReadOnlyList<string> names) =>
        names.Count == 1 ? names[0] : $"{string.Join(", ", names.Take(names.Count - 1))} or {names[^1]}";

    private static string NoneIsRun(string pattern) => $"No list that is still run has a name that fits '{PlainText.Excerpt(pattern)}'.";

    private static string Closed(IReadOnlyList<DnsblProvider> closed)
    {
        var names = string.Join(", ", closed.Take(Related).Select(provider => provider.Name));
        var more = closed.Count > Related ? FormattableString.Invariant($" and {closed.Count - Related} more") : "";
        return $"Lists that were closed do: {names}{more}.";
    }

    private static string Suggest(IReadOnlyList<string> nearest) =>
        nearest.Count > 0 ? $"Did you mean {Join(nearest)}?" : "Get-DnsblProvider shows those that are.";

    private static bool IsRelated(DnsblProvider provider, string plain) => plain.Length >= 3
        && (DnsblCatalogue.Plain(provider.Name).Contains(plain, StringComparison.Ordinal) || DnsblCatalogue.Plain(provider.Operator).Contains(plain, StringComparison.Ordinal));

    /// <summary>What a list may be called, to be held against a word of some length: its name, how its name begins, and its operator's name, word by word.</summary>
    private static IEnumerable<string> Words(DnsblProvider provider, int length)
    {
        var name = DnsblCatalogue.Plain(provider.Name);
        yield return name;
        if (provider.Retired is not null || length < ShortestWord) yield break;
        if (name.Length > length) yield return name[..length];
        foreach (var word in provider.Operator.Split(' ').Select(DnsblCatalogue.Plain).Where(word => word.Length >= ShortestWord && word != name)) yield return word;
    }

    private static string Sentence(string text) => text.Length == 0 || text[^1] is '.' or '!' or '?' ? text : text + ".";
}
