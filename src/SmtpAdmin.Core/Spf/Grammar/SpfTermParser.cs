using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;

namespace SmtpAdmin.Spf;

/// <summary>Reads one term (RFC 7208 sections 4.6.1, 5, 6 and 12).</summary>
internal static class SpfTermParser
{
    /// <summary>Reads a term.</summary>
    /// <param name="text">The term, without spaces.</param>
    /// <param name="position">Where it begins in the record.</param>
    /// <param name="term">The term read.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryParse(string text, int position, [NotNullWhen(true)] out SpfTerm? term, [NotNullWhen(false)] out SpfSyntaxProblem? problem)
    {
        var reading = new Reading(text, position);
        term = reading.Term();
        problem = reading.Problem;
        return term is not null;
    }

    private sealed class Reading(string text, int position)
    {
        public SpfSyntaxProblem? Problem { get; private set; }

        public SpfTerm? Term()
        {
            var separator = text.AsSpan().IndexOfAny('=', ':', '/');
            return separator >= 0 && text[separator] == '=' ? Modifier(text[..separator], text[(separator + 1)..]) : Directive();
        }

        /// <summary>name = ALPHA *( ALPHA / DIGIT / "-" / "_" / "." )</summary>
        private SpfModifier? Modifier(string name, string value)
        {
            if (name.Length == 0 || !char.IsAsciiLetter(name[0]) || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.'))
            {
                Wrong($"'{PlainText.Excerpt(name)}' is no name of a modifier", "RFC 7208 section 4.6.1");
                return null;
            }
            var isRedirect = name.Equals(SpfModifier.RedirectName, StringComparison.OrdinalIgnoreCase);
            var isKnown = isRedirect || name.Equals(SpfModifier.ExplanationName, StringComparison.OrdinalIgnoreCase);
            // What an unknown modifier means by its macros nobody knows: any letter of the grammar may stand there (sections 6 and 7.1).
            if (isKnown ? SpfMacroParser.TryParseDomain(value, out var macros, out var problem) : SpfMacroParser.TryParse(value, isExplanation: true, out macros, out problem))
                return new SpfModifier(text, position, name, macros);
            Wrong(problem, isRedirect ? "RFC 7208 section 6.1" : isKnown ? "RFC 7208 section 6.2" : "RFC 7208 section 7.1");
            return null;
        }

        private SpfDirective? Directive()
        {
            var qualifier = text[0] switch { '+' => SpfQualifier.Pass, '-' => SpfQualifier.Fail, '~' => SpfQualifier.SoftFail, '?' => SpfQualifier.Neutral, _ => (SpfQualifier?)null };
            var body = qualifier is null ? text : text[1..];
            var end = body.AsSpan().IndexOfAny(':', '/', '=');
            var name = end < 0 ? body : body[..end];
            var rest = end < 0 ? "" : body[end..];
            if (Mechanism(name) is not { } mechanism)
            {
                Wrong($"there is no mechanism '{PlainText.Excerpt(name)}'{Meant(name)}", "RFC 7208 section 4.6.1");
                return null;
            }
            var directive = new SpfDirective(text, position, qualifier ?? SpfQualifier.Pass, mechanism);
            return mechanism switch
            {
                SpfMechanism.All => rest.Length == 0 ? directive : Wrong("'all' takes nothing behind it", "RFC 7208 section 5.1"),
                SpfMechanism.Include => WithDomain(directive, rest, isNeeded: true, "RFC 7208 section 5.2"),
                SpfMechanism.A => WithHost(directive, rest, "RFC 7208 section 5.3"),
                SpfMechanism.Mx => WithHost(directive, rest, "RFC 7208 section 5.4"),
                SpfMechanism.Ptr => WithDomain(directive, rest, isNeeded: false, "RFC 7208 section 5.5"),
                SpfMechanism.Exists => WithDomain(directive, rest, isNeeded: true, "RFC 7208 section 5.7"),
                _ => WithNetwork(directive, rest),
            };
        }

        private SpfDirective? WithDomain(SpfDirective directive, string rest, bool isNeeded, string reference)
        {
            if (rest.Length == 0 && !isNeeded) return directive;
            if (rest.Length == 0 || rest[0] != ':')
                return Wrong(rest.Length == 0 ? "the domain is missing" : "a prefix length does not belong there", reference);
            return SpfMacroParser.TryParseDomain(rest[1..], out var domain, out var problem) ? directive with { Domain = domain } : Wrong(problem, reference);
        }

        /// <summary>[ ":" domain-spec ] [ dual-cidr-length ]; a domain-spec may have slashes too, so that the lengths are looked for from the end.</summary>
        private SpfDirective? WithHost(SpfDirective directive, string rest, string reference)
        {
            if (!CutPrefix(ref rest, "//", SpfNetwork.Ip6Bits, out var ip6) || !CutPrefix(ref rest, "/", SpfNetwork.Ip4Bits, out var ip4))
                return Wrong("the prefix length is none: 0 to 32 behind '/' for IPv4, 0 to 128 behind '//' for IPv6, without a leading zero", reference);
            directive = directive with { Ip4PrefixLength = ip4, Ip6PrefixLength = ip6 };
            if (rest.Length == 0) return directive;
            if (rest[0] != ':') return Wrong("a prefix length is a number", reference);
            if (SpfMacroParser.TryParseDomain(rest[1..], out var domain, out var problem)) return directive with { Domain = domain };
            return Wrong(SpfNetwork.TryParseAddress(rest.AsSpan(1), out var address) ? $"an address stands where a name belongs; 'ip{(address.AddressFamily == AddressFamily.InterNetwork ? 4 : 6)}' is meant" : problem, reference);
        }

        private SpfDirective? WithNetwork(SpfDirective directive, string rest)
        {
            const string reference = "RFC 7208 section 5.6";
            var wantsIPv6 = directive.Mechanism == SpfMechanism.Ip6;
            if (rest.Length < 2 || rest[0] != ':') return Wrong("the address is missing", reference);
            var slash = rest.IndexOf('/', StringComparison.Ordinal);
            var addressText = slash < 0 ? rest.AsSpan(1) : rest.AsSpan(1, slash - 1);
            if (!SpfNetwork.TryParseAddress(addressText, out var address))
                return Wrong($"'{PlainText.Excerpt(addressText.ToString())}' is no {(wantsIPv6 ? "IPv6" : "IPv4")} address", reference);
            if (wantsIPv6 != (address.AddressFamily == AddressFamily.InterNetworkV6))
                return Wrong(wantsIPv6 ? "an IPv4 address stands behind 'ip4'" : "an IPv6 address stands behind 'ip6'", reference);
            var bits = SpfNetwork.Bits(wantsIPv6);
            var prefix = bits;
            if (slash >= 0 && !SpfNetwork.TryParsePrefix(rest.AsSpan(slash + 1), bits, out prefix))
                return Wrong($"the prefix length is a number from 0 to {bits}, without a leading zero", reference);
            return directive with { Network = SpfNetwork.OfTerm(address, prefix) };
        }

        /// <summary>Takes a length off the end of the text; without one all bits count.</summary>
        private static bool CutPrefix(ref string rest, string mark, int most, out int prefix)
        {
            prefix = most;
            var digits = rest.Length;
            while (digits > 0 && char.IsAsciiDigit(rest[digits - 1])) digits--;
            var start = digits - mark.Length;
            if (digits == rest.Length || start < 0 || !rest.AsSpan(start, mark.Length).SequenceEqual(mark)) return true;
            var number = rest.AsSpan(digits);
            if (!SpfNetwork.TryParsePrefix(number, most, out prefix)) return false;
            rest = rest[..start];
            return true;
        }

        private SpfDirective? Wrong(string problem, string reference)
        {
            Problem = new SpfSyntaxProblem(text, position, $"'{PlainText.Excerpt(text)}': {problem}.", reference);
            return null;
        }
    }

    private static SpfMechanism? Mechanism(string name) => name.ToLowerInvariant() switch
    {
        "all" => SpfMechanism.All,
        "include" => SpfMechanism.Include,
        "a" => SpfMechanism.A,
        "mx" => SpfMechanism.Mx,
        "ptr" => SpfMechanism.Ptr,
        "ip4" => SpfMechanism.Ip4,
        "ip6" => SpfMechanism.Ip6,
        "exists" => SpfMechanism.Exists,
        _ => null,
    };

    private static string Meant(string name) => name.ToLowerInvariant() switch
    {
        "ip" or "ipv4" => "; 'ip4' is meant",
        "ipv6" => "; 'ip6' is meant",
        "redirect" or "exp" => "; it is a modifier, with '=' behind its name",
        "includes" or "inlcude" or "incude" => "; 'include' is meant",
        "aaaa" => "; 'a' means IPv6 addresses too",
        _ => "",
    };
}
