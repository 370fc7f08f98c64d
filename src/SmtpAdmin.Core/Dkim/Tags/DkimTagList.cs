using System.Buffers;

namespace SmtpAdmin.Dkim;

/// <summary>A list of <c>name=value</c> with semicolons between: the syntax of the signature's header field and of the key record (RFC 6376 section 3.2).</summary>
internal sealed class DkimTagList
{
    private const string Reference = "RFC 6376 section 3.2";

    private static readonly SearchValues<char> Controls =
        SearchValues.Create([.. Enumerable.Range(0, ' ').Append('\u007F').Select(code => (char)code).Where(character => !IsSpace(character))]);

    private readonly Dictionary<string, DkimTag> _byName = new(StringComparer.Ordinal);
    private readonly List<DkimTag> _tags = [];
    private readonly List<DkimTagProblem> _problems = [];

    private DkimTagList(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(';', start);
            if (end < 0) end = text.Length;
            Read(text, start, end);
            start = end + 1;
        }
    }

    /// <summary>White space of a list, folds included (FWS, RFC 6376 section 2.8).</summary>
    public static SearchValues<char> Space { get; } = SearchValues.Create(" \t\r\n");

    /// <summary>The tags in order; of those that stand twice, the first.</summary>
    public IReadOnlyList<DkimTag> Tags => _tags;

    /// <summary>What is wrong with the list; a list with a problem means nothing as a whole.</summary>
    public IReadOnlyList<DkimTagProblem> Problems => _problems;

    /// <summary>The tag of this name; null when it is not there.</summary>
    public DkimTag? this[string name] => _byName.GetValueOrDefault(name);

    /// <summary>Reads a list.</summary>
    /// <param name="text">The list; each character is an octet (Latin-1).</param>
    public static DkimTagList Read(string text) => new(text);

    /// <summary>Is white space or part of a fold.</summary>
    public static bool IsSpace(char character) => character is ' ' or '\t' or '\r' or '\n';

    /// <summary>tag-spec = [FWS] tag-name [FWS] "=" [FWS] tag-value [FWS]; the last one may be empty.</summary>
    private void Read(string text, int start, int end)
    {
        var spec = text.AsSpan(start, end - start);
        var nameStart = spec.IndexOfAnyExcept(Space);
        if (nameStart < 0)
        {
            if (end < text.Length) Wrong("", start, "a semicolon stands where a tag belongs");
            return;
        }
        var equals = spec.IndexOf('=');
        var name = (equals < 0 ? spec : spec[..equals]).Trim(" \t\r\n").ToString();
        var position = start + nameStart;
        if (equals < 0 || !IsName(name))
        {
            Wrong("", position, equals < 0 ? $"'{PlainText.Excerpt(name, 40)}' has no equals sign" : $"'{PlainText.Excerpt(name, 40)}' is no name of a tag");
            return;
        }
        var tag = new DkimTag(name, spec[(equals + 1)..].Trim(" \t\r\n").ToString(), position, start + equals + 1, end);
        if (tag.Value.AsSpan().IndexOfAny(Controls) >= 0) Wrong(name, position, "a control character stands in the value");
        if (!_byName.TryAdd(name, tag)) Wrong(name, position, "the tag stands there twice");
        else _tags.Add(tag);
    }

    /// <summary>tag-name = ALPHA *( ALPHA / DIGIT / "_" )</summary>
    private static bool IsName(string name) =>
        name.Length > 0 && char.IsAsciiLetter(name[0]) && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    private void Wrong(string tag, int position, string message) => _problems.Add(new DkimTagProblem(PlainText.Excerpt(tag, 40), position, message, Reference));
}
