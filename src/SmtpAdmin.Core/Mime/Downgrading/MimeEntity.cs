namespace SmtpAdmin.Mime;

/// <summary>A message or a part of one, as its header section describes it.</summary>
/// <param name="Number">Its place among the message's entities, from 0.</param>
/// <param name="Header">Its header section.</param>
/// <param name="IsMessage">It is the message itself, or one that is enclosed as a part.</param>
/// <param name="IsSealed">It is within a signed part, and must not be changed (RFC 1847 section 2.1).</param>
internal sealed record MimeEntity(int Number, HeaderSection Header, bool IsMessage, bool IsSealed)
{
    /// <summary>It says what it is.</summary>
    public bool HasType => Has("Content-Type");

    /// <summary>It says that it is MIME (RFC 2045 section 4).</summary>
    public bool HasVersion => Has("MIME-Version");

    /// <summary>What it says it is, or what it is where it says nothing.</summary>
    public required ContentTypeValue Type { get; init; }

    /// <summary>How its body is encoded, in lower case; <c>7bit</c> where it says nothing (RFC 2045 section 6.1).</summary>
    public string Encoding { get; } = Value(Header, "Content-Transfer-Encoding")?.ToLowerInvariant() ?? "7bit";

    /// <summary>Its body has parts.</summary>
    public bool IsMultipart => Type.Boundary is not null && Type.MediaType.StartsWith("multipart/", StringComparison.Ordinal);

    /// <summary>Its body is a message.</summary>
    public bool IsEnclosure => Type.MediaType is "message/rfc822" or "message/global" && !IsEncoded;

    /// <summary>It has one body, which is its own.</summary>
    public bool IsLeaf => !IsMultipart && !IsEnclosure;

    /// <summary>Its body is in a form that has only seven bits, or ought to.</summary>
    public bool IsEncoded => Encoding is not ("7bit" or "8bit" or "binary");

    /// <summary>What a header section says its body is.</summary>
    /// <param name="header">The header section.</param>
    /// <param name="otherwise">What it is where the section has no Content-Type.</param>
    public static ContentTypeValue Read(HeaderSection header, string otherwise)
    {
        foreach (var field in header.Fields)
        {
            if (field.Is("Content-Type")) return ContentTypeValue.Read(field.ValueOctets);
        }
        return new ContentTypeValue(otherwise, null);
    }

    private bool Has(string name) => Header.Fields.Any(candidate => candidate.Is(name));

    private static string? Value(HeaderSection header, string name)
    {
        foreach (var field in header.Fields)
        {
            if (!field.Is(name)) continue;
            var text = System.Text.Encoding.Latin1.GetString(field.ValueOctets);
            var comment = text.IndexOf('(', StringComparison.Ordinal);
            return (comment < 0 ? text : text[..comment]).Trim();
        }
        return null;
    }
}
