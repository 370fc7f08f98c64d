namespace SmtpAdmin.Mime;

/// <summary>A header field: a name and an unfolded, not yet encoded value.</summary>
/// <param name="Name">Printable ASCII without a colon (RFC 5322 section 3.6.8).</param>
/// <param name="Value">The value as people read it; it is encoded when the message is composed.</param>
public sealed record MessageHeader(string Name, string Value)
{
    /// <summary>Reads <c>Name: value</c>.</summary>
    /// <exception cref="FormatException">There is no colon, or no name before it.</exception>
    public static MessageHeader Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 0
            ? new MessageHeader(text[..colon].Trim(), text[(colon + 1)..].Trim(' ', '\t'))
            : throw new FormatException($"'{PlainText.Excerpt(text)}' is no header: write 'Name: value'.");
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name}: {Value}";
}
