using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Names of resources within one file: told from the record, and no two alike.</summary>
internal sealed class TerraformNames
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>A name that begins with the record's type and so with a letter, as it must: <c>txt__dmarc_example_org</c>.</summary>
    /// <param name="set">The record.</param>
    public string Of(DnsRecordSet set)
    {
        var owner = string.Concat(set.Name.ToLowerInvariant().Select(character => char.IsAsciiLetterOrDigit(character) || character == '-' ? $"{character}" : character == '*' ? "wildcard" : "_"));
        var name = $"{DnsTypeText.Of(set.Type).ToLowerInvariant()}_{owner}";
        var candidate = name;
        for (var number = 2; !_taken.Add(candidate); number++) candidate = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        return candidate;
    }
}
