using System.Globalization;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// Text of several strings on the DNS server of Windows. Add-DnsServerResourceRecord takes one string of up to 254 octets and no more
/// (MicrosoftDocs/windows-powershell-docs, issues 2423 and 3745); <c>dnscmd</c>, which comes with it, takes several.
/// </summary>
internal static class DnsServerLongText
{
    private const int MostOfCmdlet = 254; // octets; it refuses one of 255

    /// <summary>The cmdlet does not take it.</summary>
    public static bool IsNeededFor(Dns.TxtRecord record) => record.Strings.Count > 1 || record.Strings[0].Length > MostOfCmdlet;

    /// <summary>Why dnscmd does not take it either; null where it does. PowerShell hands quotes on to programs in different ways, by its version, and dnscmd has options with a slash.</summary>
    public static string? Problem(IReadOnlyList<string> strings)
    {
        if (strings.Any(part => part.Length == 0)) return "it has an empty string besides others, which dnscmd does not take.";
        if (strings.Any(part => part.Contains('"', StringComparison.Ordinal) || part.Contains('\\', StringComparison.Ordinal))) return "it has several strings, and a quote or a backslash, which cannot be handed to dnscmd for sure.";
        return strings.Any(part => part[0] == '/') ? "one of its strings begins with a slash, which dnscmd would take for an option." : null;
    }

    /// <summary>The command.</summary>
    public static string Command(string zone, string name, int? ttl, IReadOnlyList<string> strings)
    {
        var seconds = ttl is { } given ? string.Create(CultureInfo.InvariantCulture, $"{given} ") : "";
        return $"dnscmd.exe /RecordAdd {PowerShellText.Quote(zone)} {PowerShellText.Quote(name)} {seconds}TXT {string.Join(' ', strings.Select(PowerShellText.Quote))}";
    }
}
