namespace SmtpAdmin.Core.Tests.Spf.Support;

/// <summary>A Received-SPF header field, read by the grammar of RFC 7208 section 9.1 and nothing else.</summary>
internal sealed class ReceivedSpf
{
    private readonly string _text;
    private int _at;

    private ReceivedSpf(string text) => _text = text;

    public string Result { get; private set; } = "";

    public string Comment { get; private set; } = "";

    public List<KeyValuePair<string, string>> Pairs { get; } = [];

    public string? this[string key] => Pairs.Where(pair => pair.Key == key).Select(pair => pair.Value).SingleOrDefault();

    /// <exception cref="FormatException">It does not follow the grammar.</exception>
    public static ReceivedSpf Parse(string text)
    {
        var header = new ReceivedSpf(text);
        header.Read();
        return header;
    }

    private void Read()
    {
        Expect("Received-SPF: ");
        Result = Take(char.IsAsciiLetterLower);
        if (Result is not ("pass" or "fail" or "softfail" or "neutral" or "none" or "temperror" or "permerror")) throw Wrong();
        Expect(" ");
        Comment = Enclosed('(', ')');
        Expect(" ");
        while (true)
        {
            var key = Take(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.');
            Expect("=");
            Pairs.Add(new(key, At() == '"' ? Enclosed('"', '"') : DotAtom()));
            if (_at == _text.Length) return;
            Expect("; ");
        }
    }

    private string DotAtom()
    {
        var text = Take(character => char.IsAsciiLetterOrDigit(character) || "!#$%&'*+-/=?^_`{|}~.".Contains(character, StringComparison.Ordinal));
        return text.Length > 0 && !text.StartsWith('.') && !text.EndsWith('.') && !text.Contains("..", StringComparison.Ordinal) ? text : throw Wrong();
    }

    private string Enclosed(char open, char close)
    {
        Expect(open.ToString());
        var text = "";
        while (At() != close)
        {
            if (At() == open || At() is '\0' or '\r' or '\n') throw Wrong();
            if (At() == '\\') _at++;
            text += At();
            _at++;
        }
        _at++;
        return text;
    }

    private string Take(Func<char, bool> isWanted)
    {
        var start = _at;
        while (_at < _text.Length && isWanted(_text[_at])) _at++;
        return _at > start ? _text[start.._at] : throw Wrong();
    }

    private void Expect(string text)
    {
        if (!_text.AsSpan(_at).StartsWith(text)) throw Wrong();
        _at += text.Length;
    }

    private char At() => _at < _text.Length ? _text[_at] : '\0';

    private FormatException Wrong() => new($"At {_at}: {_text}");
}
