using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>One tag of a tag list (RFC 6376 section 3.2).</summary>
/// <param name="Name">The name; case counts.</param>
/// <param name="Value">The value without white space around it; folds inside are still there.</param>
/// <param name="Position">Where the name begins in the list, from 0.</param>
/// <param name="ValueStart">Where the octets behind the equals sign begin.</param>
/// <param name="ValueEnd">Where they end: at the semicolon or at the end of the list.</param>
internal sealed record DkimTag(string Name, string Value, int Position, int ValueStart, int ValueEnd)
{
    /// <summary>The value without any white space, for tags whose grammar allows folds anywhere (RFC 6376 section 2.8).</summary>
    public string Packed => Value.AsSpan().IndexOfAny(DkimTagList.Space) < 0 ? Value : Pack(Value);

    /// <summary>White space stands within the value, which the grammar of most tags does not allow.</summary>
    public bool HasInnerSpace => Value.AsSpan().IndexOfAny(DkimTagList.Space) >= 0;

    /// <summary>The first word with white space within it, of words with colons between, around which alone it may stand (RFC 6376 section 3.6.1); null when there is none.</summary>
    public string? BrokenWord => HasInnerSpace ? Value.Split(':').Select(word => word.Trim(' ', '\t', '\r', '\n')).FirstOrDefault(word => word.AsSpan().IndexOfAny(DkimTagList.Space) >= 0) : null;

    private static string Pack(string value)
    {
        var packed = new StringBuilder(value.Length);
        for (var rest = value.AsSpan(); rest.Length > 0;)
        {
            var end = rest.IndexOfAny(DkimTagList.Space);
            packed.Append(end < 0 ? rest : rest[..end]);
            rest = end < 0 ? [] : rest[(end + 1)..];
        }
        return packed.ToString();
    }
}
