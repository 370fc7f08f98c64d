namespace SmtpAdmin.Dmarc;

/// <summary>
/// A record as tags: <c>dmarc-record = dmarc-version *(dmarc-sep dmarc-tag) [dmarc-sep]</c> (RFC 9989 section 4.8), which is the tag list of RFC 6376 section 3.2 in
/// a narrower form. What is wrong with one tag leaves the others as they are.
/// </summary>
internal sealed class DmarcTagList
{
    public const string Reference = "RFC 9989 section 4.8";

    private readonly List<DmarcTag> _tags = [];
    private readonly List<DmarcProblem> _problems = [];

    private DmarcTagList(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(';', start);
            if (end < 0) end = text.Length;
            Read(text, start, end);
            start = end + 1;
        }
    }

    /// <summary>The tags in order; of those that stand twice, the first.</summary>
    public IReadOnlyList<DmarcTag> Tags => _tags;

    /// <summary>What is wrong with the list.</summary>
    public IReadOnlyList<DmarcProblem> Problems => _problems;

    /// <summary>The value of the tag of this name; null when it is not there.</summary>
    public string? this[string name] => _tags.Find(tag => tag.Name == name)?.Value;

    /// <summary>Reads a list.</summary>
    /// <param name="text">The list; each character is an octet (Latin-1).</param>
    public static DmarcTagList Read(string text) => new(text);

    /// <summary>dmarc-tag = 1*ALPHA *WSP "=" *WSP 1*dmarc-value</summary>
    private void Read(string text, int start, int end)
    {
        var spec = text.AsSpan(start, end - start);
        var lead = spec.IndexOfAnyExcept(' ', '\t');
        var position = start + Math.Max(lead, 0);
        if (lead < 0)
        {
            // A separator may stand at the end, with white space behind it.
            if (end < text.Length) Wrong(DmarcProblemKind.Syntax, "", start, "a semicolon stands where a tag belongs");
            return;
        }
        var equals = spec.IndexOf('=');
        var name = (equals < 0 ? spec : spec[..equals]).Trim(" \t").ToString();
        var value = equals < 0 ? "" : spec[(equals + 1)..].Trim(" \t").ToString();
        if (equals < 0) Wrong(DmarcProblemKind.Syntax, "", position, $"'{PlainText.Excerpt(name, 40)}' has no equals sign");
        else if (!name.All(char.IsAsciiLetter) || name.Length == 0) Wrong(DmarcProblemKind.Syntax, "", position, $"'{PlainText.Excerpt(name, 40)}' is no name of a tag: it has letters only");
        else if (value.Length == 0) Wrong(DmarcProblemKind.Syntax, name, position, "the tag has no value");
        else if (value.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0) Wrong(DmarcProblemKind.Syntax, name, position, "a character stands in the value that is not printable ASCII");
        else Add(new DmarcTag(name.ToLowerInvariant(), value, position));
    }

    private void Add(DmarcTag tag)
    {
        if (_tags.Exists(known => known.Name == tag.Name)) Wrong(DmarcProblemKind.Duplicate, tag.Name, tag.Position, "the tag stands there twice", "RFC 6376 section 3.2");
        else _tags.Add(tag);
    }

    private void Wrong(DmarcProblemKind kind, string tag, int position, string message, string reference = Reference) =>
        _problems.Add(new DmarcProblem(kind, PlainText.Excerpt(tag, 40).ToLowerInvariant(), position, message, reference));
}
