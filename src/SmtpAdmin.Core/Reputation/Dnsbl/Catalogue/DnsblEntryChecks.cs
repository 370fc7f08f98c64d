using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Reads the values of an entry that have a meaning beyond the schema's patterns, and tells what has none.</summary>
internal sealed class DnsblEntryChecks(JsonProblems problems)
{
    private static readonly string[] Dates = ["yyyy", "yyyy-MM", "yyyy-MM-dd"];

    /// <summary>Text for people: whatever shows it may do so as it is.</summary>
    public static string Prose(LocatedJson value) => PlainText.Clean(value.Text);

    /// <summary>A zone without its last dot.</summary>
    public string Zone(LocatedJson value, string path)
    {
        // What is wrong is told without the zone: it may hold a key.
        if (!DnsName.TryParse(value.Text, out var name, out var problem))
            problems.Add(value.Offset, path, problem.Replace($"'{PlainText.Excerpt(value.Text)}'", "This", StringComparison.Ordinal));
        else if (HostNames.EndsInNumber(name.ToString()))
            problems.Add(value.Offset, path, "This is no zone: a domain does not end in a number.");
        return value.Text.TrimEnd('.');
    }

    public IEnumerable<DnsblCode> Codes(LocatedJson value, string path)
    {
        var seen = new List<DnsblCodePattern>();
        for (var at = 0; at < value.Items.Count; at++)
        {
            var (item, own) = (value.Items[at], $"{JsonPath.Of(path, at)}.code");
            var pattern = Sound(item["code"]) is { } code ? Pattern(code, own) : null;
            if (pattern is not null && seen.Exists(pattern.IsSameAs))
                problems.Add(item["code"]!.Offset, own, $"The code '{pattern}' stands above already: this one would never be looked at.", "Make one of both.");
            if (pattern is not null) seen.Add(pattern);
            if (pattern is null || problems.HasWithin(item)) continue;
            var result = item["result"] is { } given ? Enum.Parse<DnsblCodeResult>(given.Text) : DnsblCodeResult.Listed;
            yield return new DnsblCode(pattern, Prose(item["meaning"]!), result);
        }
    }

    /// <summary>An absolute address of a page; empty where there is none.</summary>
    public string Url(LocatedJson value, string path)
    {
        var sample = value.Text.Replace("{target}", "192.0.2.1", StringComparison.Ordinal);
        if (sample.Length > 0 && !(Uri.TryCreate(sample, UriKind.Absolute, out var url) && url.Scheme is "https" or "http" && url.Host.Length > 0))
            problems.Add(value.Offset, path, "This is no address of a page.", "Write it in full, as in https://www.example.org/lookup.");
        return value.Text;
    }

    /// <summary>The page for look-up and removal: braces in its address only stand around what is filled in.</summary>
    public string DelistUrl(LocatedJson value, string path)
    {
        if (value.Text.Replace("{target}", "", StringComparison.Ordinal).AsSpan().ContainsAny('{', '}'))
            problems.Add(value.Offset, path, "There is something else in braces than {target}: nothing would be filled in there.", "Write {target} where the address or domain belongs, and %7B and %7D for braces of the page's own.");
        return Url(value, path);
    }

    public DnsblRetirement Retirement(LocatedJson value, string path)
    {
        var since = value["since"]!;
        if (!Dates.Any(form => DateOnly.TryParseExact(since.Text, form, CultureInfo.InvariantCulture, DateTimeStyles.None, out _)))
            problems.Add(since.Offset, $"{path}.since", "There is no such date.", "Write a year, a month or a day: 2024, 2024-06, 2024-06-05.");
        return new DnsblRetirement(since.Text, Prose(value["note"]!));
    }

    public IEnumerable<DnsblSource> Sources(LocatedJson value, string path)
    {
        for (var at = 0; at < value.Items.Count; at++)
        {
            var (item, own, day) = (value.Items[at], JsonPath.Of(path, at), default(DateOnly));
            if (Sound(item["date"]) is { } date && !DateOnly.TryParseExact(date.Text, Dates[^1], CultureInfo.InvariantCulture, DateTimeStyles.None, out day))
                problems.Add(date.Offset, $"{own}.date", "There is no such date.", "Write year, month and day: 2026-01-31.");
            if (Sound(item["url"]) is { } url) Url(url, $"{own}.url");
            if (!problems.HasWithin(item)) yield return new DnsblSource([.. item["facts"]!.Texts], item["url"]!.Text, day);
        }
    }

    /// <summary>Each test point is of a subject that the list holds, one for each, with entries that are such addresses or domains.</summary>
    /// <param name="subjects">What the list holds; none where that is not known.</param>
    /// <param name="entry">The list's entry.</param>
    /// <param name="path">Where it stands.</param>
    public void CheckTestPoints(IReadOnlyList<DnsblSubject> subjects, LocatedJson entry, string path)
    {
        var items = entry["testPoints"]?.Items ?? [];
        var seen = new HashSet<DnsblSubject>();
        for (var at = 0; at < items.Count; at++)
        {
            var (item, own) = (items[at], JsonPath.Of($"{path}.testPoints", at));
            if (Sound(item["subject"]) is not { } given) continue;
            var subject = Enum.Parse<DnsblSubject>(given.Text);
            if (subjects.Count > 0 && !subjects.Contains(subject))
                problems.Add(given.Offset, $"{own}.subject", $"The list holds nothing of the kind {subject}.", $"Its subjects are: {string.Join(", ", subjects)}.");
            if (!seen.Add(subject))
                problems.Add(given.Offset, $"{own}.subject", $"There is a test point for {subject} above.", "Make one of both.");
            CheckEntry(Sound(item["listed"]), subject, $"{own}.listed");
            CheckEntry(Sound(item["notListed"]), subject, $"{own}.notListed");
        }
    }

    /// <summary>The value where nothing was found to be wrong with it; null where there is none, too.</summary>
    private LocatedJson? Sound(LocatedJson? value) => value is not null && !problems.HasWithin(value) ? value : null;

    private void CheckEntry(LocatedJson? value, DnsblSubject subject, string path)
    {
        if (value is not { Kind: JsonValueKind.String, Text: var text }) return;
        var (fits, wanted) = subject switch
        {
            DnsblSubject.IPv4 => (IsAddress(text, AddressFamily.InterNetwork), "an IPv4 address"),
            DnsblSubject.IPv6 => (IsAddress(text, AddressFamily.InterNetworkV6), "an IPv6 address"),
            _ => (DnsName.TryParse(text, out var name, out _) && !HostNames.EndsInNumber(name.ToString()), "a domain name"),
        };
        if (!fits) problems.Add(value.Offset, path, $"'{PlainText.Excerpt(text)}' is not {wanted}.", "The subject beside it says what it has to be.");
    }

    private static bool IsAddress(string text, AddressFamily family) =>
        IPAddress.TryParse(text, out var address) && address.AddressFamily == family
        && (family == AddressFamily.InterNetworkV6 || text.Count(character => character == '.') == 3); // no short forms such as 127.2

    private DnsblCodePattern? Pattern(LocatedJson value, string path)
    {
        try
        {
            var pattern = DnsblCodePattern.Parse(value.Text);
            if (pattern.IsPossible) return pattern;
            problems.Add(value.Offset, path, $"'{PlainText.Excerpt(value.Text)}' can never match: lists answer in 127.0.0.0/8, and any other answer counts as broken.", "Begin it with 127, as in 127.0.0.2.");
            return null;
        }
        catch (FormatException exception)
        {
            problems.Add(value.Offset, path, exception.Message);
            return null;
        }
    }
}
