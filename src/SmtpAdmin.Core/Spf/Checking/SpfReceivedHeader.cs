using System.Text;

namespace SmtpAdmin.Spf;

/// <summary>The Received-SPF header field (RFC 7208 section 9.1).</summary>
internal static class SpfReceivedHeader
{
    private const string AtomText = "!#$%&'*+-/=?^_`{|}~"; // beside letters and digits, RFC 5322 section 3.2.3

    public static string Format(SpfCheckResult result)
    {
        var text = new StringBuilder("Received-SPF: ").Append(Word(result.Result));
        text.Append(" (").Append(Comment(result)).Append(')');
        Pair(text, "receiver", result.Receiver ?? "unknown", ' ');
        Pair(text, "identity", result.MailFrom.Length == 0 ? "helo" : "mailfrom");
        Pair(text, "client-ip", result.IPAddress.ToString());
        if (result.MailFrom.Length > 0) Pair(text, "envelope-from", result.MailFrom);
        if (result.HeloName is { } helo) Pair(text, "helo", helo);
        if (result.Problem is { } problem) Pair(text, "problem", problem.Message);
        else if (result.Result != SpfResult.None) Pair(text, "mechanism", result.MatchedMechanism is { } mechanism ? mechanism.ToString().ToLowerInvariant() : "default");
        return text.ToString();
    }

    private static string Word(SpfResult result) => result.ToString().ToLowerInvariant();

    private static string Comment(SpfCheckResult result)
    {
        var domain = $"domain of {(result.MailFrom.Length > 0 ? result.MailFrom : result.Domain)}";
        return Commented(result.Result switch
        {
            SpfResult.Pass => $"{domain} designates {result.IPAddress} as permitted sender",
            SpfResult.Fail => $"{domain} does not designate {result.IPAddress} as permitted sender",
            SpfResult.SoftFail => $"{domain} probably does not designate {result.IPAddress} as permitted sender",
            SpfResult.Neutral => $"{domain} says nothing about {result.IPAddress}",
            SpfResult.None => $"{domain} does not designate permitted senders",
            SpfResult.TempError => $"{domain} could not be looked up",
            _ => $"{domain} publishes what cannot be interpreted",
        });
    }

    private static void Pair(StringBuilder text, string key, string value, char before = ';')
    {
        if (before == ';') text.Append("; ");
        else text.Append(before);
        text.Append(key).Append('=').Append(IsDotAtom(value) ? value : Quoted(value));
    }

    private static bool IsDotAtom(string value) =>
        value.Length > 0 && value[0] != '.' && value[^1] != '.' && !value.Contains("..", StringComparison.Ordinal)
        && value.All(character => char.IsAsciiLetterOrDigit(character) || character == '.' || AtomText.Contains(character));

    private static string Quoted(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var character in OneLine(value))
        {
            if (character is '"' or '\\') text.Append('\\');
            text.Append(character);
        }
        return text.Append('"').ToString();
    }

    private static string Commented(string value)
    {
        var text = new StringBuilder();
        foreach (var character in OneLine(value))
        {
            if (character is '(' or ')' or '\\') text.Append('\\');
            text.Append(character);
        }
        return text.ToString();
    }

    private static string OneLine(string value) => PlainText.Clean(value).Replace('\t', ' ');
}
