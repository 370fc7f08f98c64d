using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>Where a key record lands by mistake.</summary>
internal static class DkimMisplacedNames
{
    /// <summary>The names, the likeliest first; those that are too long are left out.</summary>
    public static IEnumerable<DnsName> Of(string selector, string domain)
    {
        string[] texts =
        [
            $"{selector}.{DkimName.KeyLabel}.{domain}.{domain}", // a form that adds the zone by itself was given the whole name
            $"{selector}.{domain}", // the label is missing
            $"{selector}.domainkey.{domain}", // its underscore is
            $"{DkimName.KeyLabel}.{domain}", // the selector is
            domain,
            $"{selector}.{DkimName.KeyLabel}.{Parent(domain)}", // at the zone, in place of the host
        ];
        return texts.Select(text => DnsName.TryParse(text, out var name, out _) ? name : null).OfType<DnsName>().Distinct();
    }

    /// <summary>What an alias may have been meant to lead to: its target without the domain, or one above it, at its end.</summary>
    public static IEnumerable<DnsName> OfTarget(DnsName target, string domain)
    {
        var text = target.ToString();
        for (var zone = domain; zone.Contains('.', StringComparison.Ordinal); zone = zone[(zone.IndexOf('.', StringComparison.Ordinal) + 1)..])
        {
            if (text.Length > zone.Length && DkimName.IsWithin(text, zone) && DnsName.TryParse(text[..^(zone.Length + 1)], out var meant, out _) && meant.LabelCount > 1) yield return meant;
        }
    }

    /// <summary>The domain above; the domain itself where that would be a top-level one.</summary>
    private static string Parent(string domain) => domain.Count(character => character == '.') > 1 ? domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..] : domain;
}
