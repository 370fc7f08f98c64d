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

    /// <summary>The domain above; the domain itself where that would be a top-level one.</summary>
    private static string Parent(string domain) => domain.Count(character => character == '.') > 1 ? domain[(domain.IndexOf('.', StringComparison.Ordinal) + 1)..] : domain;
}
