using System.Globalization;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>What a server says about itself in its reply to EHLO (RFC 5321 section 4.1.1.1), or to HELO, which announces nothing.</summary>
public sealed class EhloResponse
{
    private static readonly char[] Blanks = [' ', '\t'];

    private readonly List<EhloExtension> _extensions = [];
    private readonly Dictionary<string, EhloExtension> _byKeyword = new(StringComparer.OrdinalIgnoreCase);

    private EhloResponse(string domain, string greeting)
    {
        Domain = domain;
        Greeting = greeting;
    }

    /// <summary>A server that announced nothing.</summary>
    public static EhloResponse Empty { get; } = new("", "");

    /// <summary>The server's name, the first word of the reply; empty when it gave none.</summary>
    public string Domain { get; }

    /// <summary>What stands behind the name.</summary>
    public string Greeting { get; }

    /// <summary>The extensions in the order in which they were announced, each keyword once.</summary>
    public IReadOnlyList<EhloExtension> Extensions => _extensions;

    /// <summary>The largest message in octets (RFC 1870 section 3); 0 for no fixed limit; null when the server does not say.</summary>
    public long? MaxSize =>
        this["SIZE"] is { Parameters: [var size, ..] } && long.TryParse(size, NumberStyles.None, CultureInfo.InvariantCulture, out var octets) ? octets : null;

    /// <summary>The SASL mechanisms (RFC 4954 section 3) in upper case, those of the pre-standard <c>AUTH=LOGIN</c> line too, each once.</summary>
    public IReadOnlyList<string> AuthMechanisms => this["AUTH"]?.Parameters ?? [];

    /// <summary>An extension by its keyword, in any case; null when it is not announced.</summary>
    public EhloExtension? this[string keyword] => _byKeyword.GetValueOrDefault(keyword);

    /// <summary>The extension is announced.</summary>
    public bool Offers(string keyword) => _byKeyword.ContainsKey(keyword);

    /// <summary>Reads a positive reply to EHLO. Lines that are no keyword are passed over.</summary>
    public static EhloResponse FromEhlo(SmtpReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var response = FromHelo(reply);
        foreach (var line in reply.Lines.Skip(1))
        {
            var words = line.Split(Blanks, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length == 0) continue;
            // Servers older than RFC 2554 wrote "AUTH=LOGIN PLAIN"; many still write both forms.
            if (words[0].StartsWith("AUTH=", StringComparison.OrdinalIgnoreCase)) words = ["AUTH", words[0][5..], .. words[1..]];
            if (IsKeyword(words[0])) response.Add(words[0].ToUpperInvariant(), words[1..]);
        }
        return response;
    }

    /// <summary>Reads a positive reply to HELO: a name and no extensions.</summary>
    public static EhloResponse FromHelo(SmtpReply reply)
    {
        ArgumentNullException.ThrowIfNull(reply);
        var words = reply.Lines.Count == 0 ? [] : reply.Lines[0].Split(Blanks, 2, StringSplitOptions.RemoveEmptyEntries);
        return new EhloResponse(words.Length > 0 ? words[0] : "", words.Length > 1 ? words[1] : "");
    }

    private void Add(string keyword, string[] parameters)
    {
        if (keyword == "AUTH") parameters = [.. parameters.Where(name => name.Length > 0).Select(name => name.ToUpperInvariant())];
        if (!_byKeyword.TryGetValue(keyword, out var known))
        {
            known = new EhloExtension(keyword, keyword == "AUTH" ? [.. parameters.Distinct()] : parameters);
            _extensions.Add(known);
        }
        else if (keyword == "AUTH")
        {
            var both = new EhloExtension(keyword, [.. known.Parameters.Union(parameters)]);
            _extensions[_extensions.IndexOf(known)] = both;
            known = both;
        }
        _byKeyword[keyword] = known;
    }

    /// <summary>ehlo-keyword = (ALPHA / DIGIT) *(ALPHA / DIGIT / "-"); underscores and dots occur too, e.g. <c>X_EXPS</c>.</summary>
    private static bool IsKeyword(string word) =>
        char.IsAsciiLetterOrDigit(word[0]) && word.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.' or '=');
}
