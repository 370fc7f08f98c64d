using System.Text.RegularExpressions;

namespace SmtpAdmin.Dkim;

/// <summary>Tells the settings of a signer from the file of lines that is read: a path that is easily given by mistake, because the settings name the selector as well.</summary>
internal static partial class DkimForeignConfig
{
    private const string Instead = "Or leave -Config and -ConfigPath out, and say which selector is in use with -CurrentSelector.";

    /// <summary>What the file is, and what is read in its place, as sentences; null where it may be what is read.</summary>
    /// <param name="signer">The signer.</param>
    /// <param name="text">The file; each character is an octet.</param>
    /// <param name="domain">The domain, in ASCII.</param>
    /// <param name="hasEntries">It names selectors for the domain, when it is read as it should be.</param>
    public static string? Problem(DkimSoftware signer, string text, string domain, bool hasEntries)
    {
        var lines = DkimConfigLine.Of(text).Select(WithoutComment).ToList();
        return signer switch
        {
            DkimSoftware.Exim when IsExim(lines, hasEntries) || (!hasEntries && IsRspamd(lines)) => $"{(!IsEximAlone(lines) && lines.Any(line => line is [.., '{' or ';']) ? "It looks like settings of rspamd." : "It is Exim's own configuration.")} {EximForm(domain)}",
            DkimSoftware.Rspamd when IsRspamd(lines) || (!hasEntries && IsExim(lines, hasEntries)) => $"{(IsEximAlone(lines) ? "It looks like Exim's configuration." : "It holds rspamd's settings.")} {RspamdForm(domain)}",
            DkimSoftware.OpenDkim when !hasEntries => OpenDkimProblem(lines, domain),
            _ => null,
        };
    }

    private static string WithoutComment(DkimConfigLine line)
    {
        for (var at = line.Text.IndexOf('#', StringComparison.Ordinal); at >= 0; at = line.Text.IndexOf('#', at + 1))
        {
            if (at == 0 || line.Text[at - 1] is ' ' or '\t') return line.Text[..at].TrimEnd(' ', '\t');
        }
        return line.Text.TrimEnd(' ', '\t');
    }

    /// <summary>Its section of retries has lines for all domains, which read like a map's; and lines with a blank in front may go on with a line of a map.</summary>
    private static bool IsExim(List<string> lines, bool hasEntries) => lines.Any(line => (hasEntries ? EximLine() : EximSetting()).IsMatch(line));

    /// <summary>A block in one line reads like a line with selectors.</summary>
    private static bool IsRspamd(List<string> lines) => lines.Any(line => RspamdSetting().IsMatch(line));

    private static bool IsEximAlone(List<string> lines) => lines.Any(line => EximAlone().IsMatch(line));

    private static string EximForm(string domain) =>
        $"What is read is a map in a file of its own, a line a domain: '{domain}: SELECTOR'. The transport takes the selector from it by 'dkim_selector = ${{lookup{{$dkim_domain}}lsearch{{/etc/exim4/dkim/selectors}}}}',"
        + " and the key of that selector by 'dkim_private_key = /etc/exim4/dkim/$dkim_domain.$dkim_selector.key'; the same paths are given with -ConfigPath and -KeyPathTemplate. " + Instead;

    private static string RspamdForm(string domain) =>
        $"What is read is a map in a file of its own, a line a domain: '{domain} SELECTOR'. rspamd takes the selector from it by 'selector_map = \"/etc/rspamd/maps.d/dkim_selectors.map\";',"
        + " and the key of that selector by 'path = \"/var/lib/rspamd/dkim/$domain.$selector.key\";', both in local.d/dkim_signing.conf in place of the domain's block, which goes before a map; the same paths are given with -ConfigPath and -KeyPathTemplate. " + Instead;

    private static string? OpenDkimProblem(List<string> lines, string domain)
    {
        if (lines.Select(line => KeyTableSetting().Match(line)).FirstOrDefault(match => match.Success) is { } setting)
            return $"It is OpenDKIM's own configuration. Give the KeyTable that it names: '{PlainText.Excerpt(setting.Groups["path"].Value, 260)}'.";
        if (lines.Any(line => OpenDkimSetting().IsMatch(line)))
            return $"It is OpenDKIM's own configuration, and names no KeyTable. What is read is a KeyTable, a line a key: 'NAME {domain}:SELECTOR:/PATH/OF/KEY'. New-DkimKey -Config OpenDkim gives the lines for both. {Instead}";
        return lines.Any(line => SigningTableLine().IsMatch(line))
            ? $"It looks like a SigningTable. What is read is the KeyTable, a line a key: 'NAME {domain}:SELECTOR:/PATH/OF/KEY'."
            : null;
    }

    /// <summary>A setting or a macro (The Exim Specification, chapter 6), the head of a section, or a directive.</summary>
    [GeneratedRegex(@"\A\s*((hide\s+)?[a-z]\w*\s*=|begin\s+(acl|authenticators|retry|rewrite|routers|transports)\z|\.(include|ifdef|ifndef|else|endif))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EximSetting();

    /// <summary>The same, where it cannot be anything else.</summary>
    [GeneratedRegex(@"\A(\s*dkim_\w+\s*=|(hide\s+)?[a-z]\w*\s*=|begin\s+(acl|authenticators|retry|rewrite|routers|transports)\z|\.(include|ifdef|ifndef|else|endif))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EximLine();

    /// <summary>What rspamd has nothing like.</summary>
    [GeneratedRegex(@"\A\s*(dkim_\w+\s*=|driver\s*=|hide\s|begin\s+\w+\z|\.(ifdef|ifndef|else|endif))", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex EximAlone();

    /// <summary>A setting, or the beginning or end of a block, in UCL or JSON.</summary>
    [GeneratedRegex(@"\A\s*([a-z_]\w*\s*=|[{}\[\]])|[{}\[\]]\s*[;,]?\z|\{[^{}=]*=", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RspamdSetting();

    [GeneratedRegex(@"\A\s*KeyTable\s+(\w+:)?(?<path>/\S+)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex KeyTableSetting();

    /// <summary>A line of a KeyTable has two colons in its second word.</summary>
    [GeneratedRegex(@"\A\s*(AutoRestart|Canonicalization|Domain|InternalHosts|KeyFile|Mode|OversignHeaders|PidFile|Selector|SignatureAlgorithm|SigningTable|Socket|SubDomains|Syslog|TrustAnchorFile|UMask|UserID)\s+[^\s:]+(:[^\s:]*)?\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex OpenDkimSetting();

    [GeneratedRegex(@"\A\s*[^\s@]*@\S+\s+[^\s:]+\z", RegexOptions.CultureInvariant)]
    private static partial Regex SigningTableLine();
}
