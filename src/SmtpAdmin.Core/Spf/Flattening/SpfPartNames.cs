using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>
/// Names for the records that one is split over: <c>_spf1.</c>, <c>_spf2.</c> and so on below the domain. A name that is in use for other text is passed over: a receiver that still has
/// the domain's old record, or one of the others, must never see new text under an old name.
/// </summary>
/// <param name="domain">The domain.</param>
/// <param name="used">The names in use.</param>
/// <param name="published">The texts that are published under such names already, with their names.</param>
internal sealed class SpfPartNames(SpfDomain domain, IEnumerable<string> used, IReadOnlyDictionary<string, string> published)
{
    private const string Prefix = "_spf";
    private readonly HashSet<string> _used = new(used, StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, string> _given = [];

    /// <summary>How long a name is at most.</summary>
    public int MaxLength => Name(_used.Count + SpfCheckOptions.MaxLookups).Length;

    /// <summary>The names that a split needs can be asked for, and be included.</summary>
    public bool CanName(SpfSplit split) =>
        !split.IsSplit
        || (SpfRecord.Parse($"{SpfRecord.Version} include:{Name(1)}") is { IsValid: true, Directives: [{ Domain.StaticText: { } text }] }
            && DnsName.TryParse(new string('9', MaxLength - Name(1).Length) + Name(1), out _, out _)
            && DnsName.TryParse(Name(1), out var name, out _)
            && SpfDomain.TryRead(text, out var read) && read.Name.Equals(name));

    /// <summary>The name of a part.</summary>
    /// <param name="number">Its number, from 1.</param>
    /// <param name="domain">The domain that it is of.</param>
    public static string Name(int number, SpfDomain domain) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{number}.{domain.Text}");

    /// <summary>The name is one that records are split over.</summary>
    public static bool IsPartOf(string name, SpfDomain domain) =>
        name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)
        && name.EndsWith("." + domain.Text, StringComparison.OrdinalIgnoreCase)
        && name.Length > Prefix.Length + domain.Text.Length + 1
        && name.AsSpan(Prefix.Length, name.Length - Prefix.Length - domain.Text.Length - 1).IndexOfAnyExceptInRange('0', '9') < 0;

    /// <summary>The name for a text.</summary>
    public string Of(string text)
    {
        if (_given.TryGetValue(text, out var name)) return name;
        if (!published.TryGetValue(text, out name) || name.Length > MaxLength) // room was left for names of this length
        {
            var number = 1;
            while (_used.Contains(Name(number))) number++;
            name = Name(number);
        }
        _used.Add(name);
        return _given[text] = name;
    }

    private string Name(int number) => Name(number, domain);
}
