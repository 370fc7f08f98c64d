using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace SmtpAdmin.Spf;

/// <summary>Reads what stands behind <c>a</c> and <c>mx</c>: a host, with prefix lengths or not (RFC 7208 section 5.6, dual-cidr-length).</summary>
/// <param name="domain">The domain of the record in ASCII; null when it is not named.</param>
internal sealed class SpfDraftHost(string? domain)
{
    /// <summary>Reads a value.</summary>
    /// <param name="given">As it was given: <c>@</c>, a point or the domain itself for the record's own domain, else a host.</param>
    /// <param name="mechanism"><see cref="SpfMechanism.A"/> or <see cref="SpfMechanism.Mx"/>.</param>
    /// <param name="code">What a wrong value is.</param>
    /// <param name="term">The term.</param>
    /// <param name="refusal">Why there is none.</param>
    public bool TryRead(string given, SpfMechanism mechanism, SpfRefusalCode code, out SpfDraftTerm term, [NotNullWhen(false)] out SpfRefusal? refusal)
    {
        term = default;
        var word = mechanism == SpfMechanism.A ? "a" : "mx";
        var text = given.Trim();
        var qualifier = SpfDraftQualifier.Cut(ref text);
        SpfDraftQualifier.CutName(ref text, word, ':');
        if (!TryReadName(text, out var body, out var problem) || !SpfTermParser.TryParse(word + body, 0, out var parsed, out var wrong))
        {
            refusal = new SpfRefusal(code, problem ?? "The name or its prefix length is wrong.", given);
            return false;
        }
        var directive = (SpfDirective)parsed;
        refusal = qualifier == SpfQualifier.Pass && (directive.Ip4PrefixLength == 0 || directive.Ip6PrefixLength == 0) ? Everybody(given) : null;
        var name = directive.Domain is { } spec ? $":{spec.Text}" : "";
        term = new SpfDraftTerm(qualifier, mechanism, $"{word}{name}{Prefix("/", directive.Ip4PrefixLength, SpfNetwork.Ip4Bits)}{Prefix("//", directive.Ip6PrefixLength, SpfNetwork.Ip6Bits)}");
        return refusal is null;
    }

    /// <summary>What stands behind the mechanism's name: <c>:host/24//64</c>, or the lengths alone for the record's own domain.</summary>
    private bool TryReadName(string text, [NotNullWhen(true)] out string? body, out string? problem)
    {
        body = null;
        if (SpfNetwork.TryParse(text, out _, out _, out _))
        {
            problem = $"'{PlainText.Excerpt(text)}' is an address, and a host is wanted. Give addresses to -IPAddress.";
            return false;
        }
        if (text.Contains('%', StringComparison.Ordinal)) // its slashes may belong to a macro: the term is read as a whole
        {
            body = $":{text}";
            problem = SpfTermParser.TryParse($"a{body}", 0, out _, out var wrong) ? null : $"'{PlainText.Excerpt(text)}' cannot be read. {wrong.Message}";
            return problem is null;
        }
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var name = slash < 0 ? text : text[..slash];
        var lengths = slash < 0 ? "" : text[slash..];
        if (!SpfTermParser.TryParse($"a{lengths}", 0, out _, out _))
        {
            problem = $"'{PlainText.Excerpt(text)}': '{PlainText.Excerpt(lengths)}' is no prefix length. Behind the name stands '/' and 0 to 32 for IPv4, or '//' and 0 to 128 for IPv6, or both, as in '@/28//64'.";
            return false;
        }
        string? ascii = null;
        problem = null;
        if (name is not ("@" or ".") && !SpfDraftName.TryRead(name, out ascii, out problem)) return false;
        var isOwn = ascii is null || (domain is not null && ascii.Equals(domain, StringComparison.OrdinalIgnoreCase));
        body = isOwn ? lengths : $":{ascii}{lengths}";
        return true;
    }

    private static SpfRefusal Everybody(string given) => new(
        SpfRefusalCode.AuthorizesEverybody, $"'{PlainText.Excerpt(given)}': with a prefix length of 0 every address matches, and the record would pass anybody's mail. Give the length of the network that sends, or leave it out for the host alone.", given);

    private static string Prefix(string mark, int length, int all) => length == all ? "" : string.Create(CultureInfo.InvariantCulture, $"{mark}{length}");
}
