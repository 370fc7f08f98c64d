namespace SmtpAdmin.Mime;

/// <summary>Turns a draft into octets (RFC 5322, RFC 2045 to 2047, RFC 2231, RFC 6532).</summary>
/// <param name="timeProvider">Where the Date comes from.</param>
/// <param name="random">Where the marker, the Message-ID and the boundary come from; the same seed and time give the same octets.</param>
public sealed class MessageComposer(TimeProvider timeProvider, Random random)
{
    /// <summary>Composes a message.</summary>
    /// <param name="draft">What it shall say.</param>
    /// <param name="options">What the server allows.</param>
    /// <exception cref="ArgumentException">A part of the draft cannot stand in a message (a line end in a header, a forbidden header, a bad media type),
    /// or an address needs SMTPUTF8 and <see cref="ComposeOptions.AllowUtf8Headers"/> is off. ParamName tells which part.</exception>
    public ComposedMessage Compose(MessageDraft draft, ComposeOptions options)
    {
        ArgumentNullException.ThrowIfNull(draft);
        ArgumentNullException.ThrowIfNull(options);
        throw new NotImplementedException($"{timeProvider} {random}");
    }
}
