using System.Net;
using System.Text.RegularExpressions;

namespace SmtpAdmin.Reputation;

/// <summary>Tells a name that someone chose from one that a provider's script made. The rules are data: <c>generic-names.json</c>.</summary>
public static class GenericNames
{
    private static readonly Lazy<IReadOnlyList<(Regex Pattern, string Says)>> Rules = new(ReadRules);

    /// <summary>Why a PTR name looks generic.</summary>
    /// <param name="name">The PTR name, in ASCII.</param>
    /// <param name="address">The address that it stands for.</param>
    /// <returns>The reason as part of a sentence, e.g. <c>it spells the address</c>; null when the name looks chosen.</returns>
    public static string? Reason(string name, IPAddress address)
    {
        if (AddressSpelling.IsIn(name, address)) return "it spells the address";
        var host = HostPart(name);
        return host.Length == 0 ? null : Rules.Value.FirstOrDefault(rule => rule.Pattern.IsMatch(host)).Says;
    }

    /// <summary>
    /// The labels before the registered domain: a company may well be called "cable". Without a public suffix list, a two-letter
    /// country behind a label of three letters or fewer (co.uk, com.au) counts as one suffix.
    /// </summary>
    private static string HostPart(string name)
    {
        var labels = name.TrimEnd('.').Split('.');
        var suffix = labels.Length >= 3 && labels[^1].Length == 2 && labels[^2].Length <= 3 ? 2 : 1;
        return string.Join('.', labels[..Math.Max(labels.Length - suffix - 1, 0)]);
    }

    private static IReadOnlyList<(Regex Pattern, string Says)> ReadRules()
    {
        // The names come from strangers' DNS: only patterns that run in linear time.
        const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.NonBacktracking;
        return [.. EmbeddedJson.Read<Rule[]>("Reputation.generic-names.json").Select(rule => (new Regex(rule.Pattern, Options), rule.Says))];
    }

    private sealed record Rule(string Id, string Pattern, string Says);
}
