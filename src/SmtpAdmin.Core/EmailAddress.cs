using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin;

/// <summary>
/// A mailbox: local part, <c>@</c>, domain or address literal (RFC 5321 section 4.1.2; UTF-8 by RFC 6531 section 3.3).
/// The local part keeps its case and its quotes, which only the receiving host may interpret (RFC 5321 section 2.4).
/// </summary>
public sealed class EmailAddress : IEquatable<EmailAddress>
{
    private const int MaxLocalPartLength = 64; // octets, RFC 5321 section 4.5.3.1.1
    private const int MaxLength = 254; // octets: a path is 256 with its brackets, RFC 5321 section 4.5.3.1.3

    private EmailAddress(string localPart, string domain, IPAddress? literal)
    {
        LocalPart = localPart;
        Domain = domain;
        AddressLiteral = literal;
    }

    /// <summary>What stands before the <c>@</c>, quotes included.</summary>
    public string LocalPart { get; }

    /// <summary>What stands behind the <c>@</c>, as given: a name, or an address literal with its brackets.</summary>
    public string Domain { get; }

    /// <summary>The address of an address literal (RFC 5321 section 4.1.3); null for a name.</summary>
    public IPAddress? AddressLiteral { get; }

    /// <summary>The domain in ASCII (A-labels), as the DNS and servers without SMTPUTF8 take it.</summary>
    public string AsciiDomain => AddressLiteral is null ? DnsName.Parse(Domain).ToString() : Domain;

    /// <summary>The local part has characters outside ASCII, so the address needs SMTPUTF8 (RFC 6531).</summary>
    public bool NeedsSmtpUtf8 => !Ascii.IsValid(LocalPart);

    /// <summary>Reads a bare address, without display name or brackets.</summary>
    /// <exception cref="FormatException">The text is no address; the message says why.</exception>
    public static EmailAddress Parse(string text) =>
        TryParse(text, out var address, out var problem) ? address : throw new FormatException(problem);

    /// <summary>Reads a bare address, without display name or brackets.</summary>
    public static bool TryParse(
        [NotNullWhen(true)] string? text, [NotNullWhen(true)] out EmailAddress? address, [NotNullWhen(false)] out string? problem)
    {
        address = null;
        problem = null;
        text ??= "";
        var at = EndOfLocalPart(text);
        IPAddress? literal = null;
        if (at == 0) problem = "there is no local part before an '@'";
        else if (at < 0 || at >= text.Length || text[at] != '@') problem = "the local part is not well formed";
        else if (at + 1 == text.Length) problem = "there is no domain behind the '@'";
        else if (Encoding.UTF8.GetByteCount(text.AsSpan(0, at)) > MaxLocalPartLength) problem = $"the local part is longer than {MaxLocalPartLength} octets";
        else if (Encoding.UTF8.GetByteCount(text) > MaxLength) problem = $"it is longer than {MaxLength} octets";
        else if (HasLoneSurrogate(text)) problem = "it has half a character";
        else problem = DomainProblem(text[(at + 1)..], out literal);

        if (problem is null)
        {
            address = new EmailAddress(text[..at], text[(at + 1)..], literal);
            return true;
        }
        problem = $"'{PlainText.Excerpt(text)}' is no mail address: {problem}.";
        return false;
    }

    /// <summary>The address as it was given.</summary>
    public override string ToString() => $"{LocalPart}@{Domain}";

    /// <summary>The address with its domain in ASCII.</summary>
    public string ToAsciiDomainString() => $"{LocalPart}@{AsciiDomain}";

    /// <inheritdoc/>
    public bool Equals(EmailAddress? other) =>
        other is not null
        && string.Equals(LocalPart, other.LocalPart, StringComparison.Ordinal)
        && string.Equals(AsciiDomain, other.AsciiDomain, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as EmailAddress);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(LocalPart, AsciiDomain.ToLowerInvariant());

    /// <summary>Where the local part ends: Dot-string or Quoted-string (RFC 5321 section 4.1.2); -1 when it is neither.</summary>
    private static int EndOfLocalPart(string text)
    {
        if (text.StartsWith('"'))
        {
            for (var at = 1; at < text.Length; at++)
            {
                if (text[at] == '"') return at + 1;
                if (text[at] == '\\') at++;
                if (at >= text.Length || char.IsControl(text[at])) return -1;
            }
            return -1;
        }

        var end = 0;
        while (end < text.Length && (IsAtomText(text[end]) || (text[end] == '.' && end > 0 && text[end - 1] != '.'))) end++;
        return end > 0 && text[end - 1] == '.' ? text.Length : end;
    }

    /// <summary>A lone surrogate has no UTF-8 form: it would silently become another character on the wire.</summary>
    private static bool HasLoneSurrogate(string text)
    {
        for (var at = 0; at < text.Length; at++)
        {
            if (!char.IsSurrogate(text[at])) continue;
            if (!char.IsSurrogatePair(text, at)) return true;
            at++;
        }
        return false;
    }

    private static bool IsAtomText(char character) => // RFC 5322 section 3.2.3, RFC 6531 section 3.3
        char.IsAsciiLetterOrDigit(character) || (character > '\x7f' && !char.IsControl(character) && !char.IsWhiteSpace(character)) || "!#$%&'*+-/=?^_`{|}~".Contains(character);

    private static string? DomainProblem(string domain, out IPAddress? literal)
    {
        literal = null;
        if (domain.StartsWith('['))
        {
            if (!domain.EndsWith(']')) return "the address literal has no closing bracket";
            return TryParseLiteral(domain[1..^1], out literal) ? null : "the address literal holds no address";
        }
        if (IsPlainDomain(domain)) return null;
        if (!DnsName.TryParse(domain, out var name, out var problem)) return problem.TrimEnd('.');
        return name.IsRoot || domain.EndsWith('.') || !name.ToString().Split('.').All(IsMailLabel) ? "the domain is not in the form that mail takes" : null;
    }

    /// <summary>What stands within the brackets of an address literal (RFC 5321 section 4.1.3). The base class library alone would take <c>1.2</c>, octal numbers, scopes and inner brackets too.</summary>
    internal static bool TryParseLiteral(string inside, [NotNullWhen(true)] out IPAddress? literal)
    {
        var tagged = inside.StartsWith("IPv6:", StringComparison.OrdinalIgnoreCase);
        if (tagged) inside = inside[5..];
        return IPAddress.TryParse(inside, out literal)
            && (tagged
                ? literal.AddressFamily == AddressFamily.InterNetworkV6 && inside.All(character => char.IsAsciiHexDigit(character) || character is ':' or '.')
                : literal.AddressFamily == AddressFamily.InterNetwork && literal.ToString() == inside);
    }

    /// <summary>Labels of letters, digits and inner hyphens, as nearly all are: such a domain is in order without a closer look.</summary>
    private static bool IsPlainDomain(string domain)
    {
        if (domain.Length is 0 or > MaxLength) return false;
        var label = 0;
        for (var at = 0; at <= domain.Length; at++)
        {
            if (at == domain.Length || domain[at] == '.')
            {
                if (at - label is 0 or > DnsName.MaxLabelLength || domain[label] == '-' || domain[at - 1] == '-') return false;
                label = at + 1;
            }
            else if (!char.IsAsciiLetterOrDigit(domain[at]) && domain[at] is not '-') return false;
        }
        return true;
    }

    /// <summary>RFC 5321 section 4.1.2, with the underscore that some hosts have all the same.</summary>
    private static bool IsMailLabel(string label) =>
        label.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_') && label[0] != '-' && label[^1] != '-';
}
