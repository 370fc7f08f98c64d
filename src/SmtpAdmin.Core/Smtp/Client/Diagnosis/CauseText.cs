using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Fills the placeholders of a rule's texts. What a server says is cut and freed of control characters: it ends up on terminals.</summary>
internal static class CauseText
{
    private const int MaxValueLength = 400; // characters
    private const int MaxListed = 5;
    private const string Unknown = "(unknown)";

    private static readonly Dictionary<string, Func<CauseEvidence, object?>> Values = new(StringComparer.Ordinal)
    {
        ["server"] = evidence => evidence.Result.Server,
        ["host"] = Host,
        ["localAddress"] = evidence => evidence.Context.LocalAddress,
        ["family"] = evidence => Family(evidence.Context),
        ["familyOptions"] = evidence => FamilyOptions(evidence.Context),
        ["port"] = evidence => evidence.Result.Port,
        ["alternatePort"] = evidence => evidence.Result.AlternatePortOpen,
        ["provider"] = evidence => evidence.Provider,
        ["stage"] = evidence => evidence.Stage,
        ["kind"] = evidence => evidence.Kind,
        ["code"] = evidence => evidence.Code,
        ["enhanced"] = evidence => evidence.EnhancedCode,
        ["reply"] = evidence => evidence.Reply?.ToString() ?? evidence.Text,
        ["text"] = evidence => evidence.Text,
        ["saying"] = evidence => evidence.Reply is { } reply ? $": {reply}" : ".",
        ["helo"] = evidence => evidence.Context.HeloName,
        ["sender"] = evidence => evidence.Context.Sender ?? "<>",
        ["senderDomain"] = evidence => evidence.Context.Sender is { } sender ? sender[(sender.LastIndexOf('@') + 1)..] : null,
        ["recipient"] = evidence => List(evidence.Recipients),
        ["sizeLimit"] = evidence => evidence.Result.MaxSize switch
        {
            null => "no limit that it states",
            0 => "no fixed limit",
            var octets => string.Create(CultureInfo.InvariantCulture, $"{octets} octets"),
        },
        ["messageSize"] = evidence => evidence.Context.MessageSize,
        ["mechanism"] = evidence => evidence.Result.AuthMechanism,
        ["mechanisms"] = evidence => List(evidence.Result.AuthMechanisms),
        ["secretMechanismsInClear"] = evidence => List(CauseFacts.SecretMechanismsInClear(evidence.Result)),
        ["protocol"] = evidence => evidence.Result.Tls?.Protocol,
        ["names"] = evidence => List(evidence.Result.Tls?.CertificateNames ?? []),
        ["subject"] = evidence => evidence.Result.Tls?.CertificateSubject,
        ["issuer"] = evidence => evidence.Result.Tls?.CertificateIssuer,
        ["notBefore"] = evidence => evidence.Result.Tls?.NotBefore,
        ["notAfter"] = evidence => evidence.Result.Tls?.NotAfter,
        ["daysLeft"] = evidence => evidence.Result.Tls?.DaysLeft,
        ["chainErrors"] = evidence => List(evidence.Result.Tls?.ChainErrors ?? []),
    };

    /// <summary>The placeholders that there are.</summary>
    public static IReadOnlyCollection<string> Placeholders => Values.Keys;

    /// <summary>Fills a text's placeholders in one pass, so that a value cannot hold another.</summary>
    public static string Fill(string template, CauseEvidence evidence)
    {
        var text = new StringBuilder(template.Length + 64);
        var at = 0;
        while (at < template.Length)
        {
            var open = template.IndexOf('{', at);
            var close = open < 0 ? -1 : template.IndexOf('}', open);
            if (close < 0) break;
            text.Append(template, at, open - at);
            var name = template[(open + 1)..close];
            text.Append(Values.TryGetValue(name, out var value) ? Shown(value(evidence)) : template[open..(close + 1)]);
            at = close + 1;
        }
        return text.Append(template, at, template.Length - at).ToString();
    }

    /// <summary>The server with its address, which is said once where the server was given by its address.</summary>
    private static string Host(CauseEvidence evidence)
    {
        var (server, address) = (evidence.Result.Server, evidence.Result.Address);
        return address is null || (SmtpServerName.TryAddress(server, out var literal) && literal.Equals(address)) ? server : $"{server} ({address})";
    }

    private static string? Family(CauseContext context) => context switch
    {
        { AddressFamily: SmtpAddressFamily.IPv4Only } or { LocalAddress.AddressFamily: AddressFamily.InterNetwork } => "IPv4",
        { AddressFamily: SmtpAddressFamily.IPv6Only } or { LocalAddress.AddressFamily: AddressFamily.InterNetworkV6 } => "IPv6",
        _ => null,
    };

    /// <summary>The parameters that leave one family of addresses.</summary>
    private static string? FamilyOptions(CauseContext context)
    {
        var options = new List<string>(2);
        if (context.AddressFamily != SmtpAddressFamily.Any) options.Add($"-{context.AddressFamily}");
        if (context.LocalAddress is { } local) options.Add($"-LocalAddress {local}");
        return options.Count == 0 ? null : string.Join(" and ", options);
    }

    private static string Shown(object? value)
    {
        var text = value switch
        {
            null => Unknown,
            DateTimeOffset time => string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm} UTC"),
            _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? Unknown,
        };
        if (text.Length == 0) return Unknown;
        var shown = new StringBuilder(Math.Min(text.Length, MaxValueLength));
        foreach (var rune in text.AsSpan(0, Math.Min(text.Length, MaxValueLength)).EnumerateRunes())
        {
            // Bidirectional overrides and other format characters can make a terminal show something else than what is there.
            var harmful = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
            shown.Append(harmful ? "?" : rune.ToString());
        }
        return text.Length > MaxValueLength ? shown.Append("...").ToString() : shown.ToString();
    }

    private static string List(IReadOnlyList<string> values) => values.Count switch
    {
        0 => "(none)",
        <= MaxListed => string.Join(", ", values),
        var count => string.Create(CultureInfo.InvariantCulture, $"{string.Join(", ", values.Take(MaxListed))} and {count - MaxListed} more"),
    };
}
