using System.Buffers;
using System.Globalization;
using System.Text;

namespace SmtpAdmin.Smtp.Protocol;

/// <summary>
/// Writes a client's commands (RFC 5321 section 4.1.1), each as a line without its CRLF. None can be made to hold a CR, an LF or a
/// NUL, so no value given by a user can smuggle a second command in.
/// </summary>
public static class SmtpCommandText
{
    private static readonly SearchValues<char> LineBreakers = SearchValues.Create("\r\n\0");

    /// <summary>STARTTLS (RFC 3207 section 4).</summary>
    public const string StartTls = "STARTTLS";

    /// <summary>DATA.</summary>
    public const string Data = "DATA";

    /// <summary>RSET.</summary>
    public const string Reset = "RSET";

    /// <summary>QUIT.</summary>
    public const string Quit = "QUIT";

    /// <summary>EHLO.</summary>
    /// <param name="name">The client's host name, or an address literal with its brackets.</param>
    /// <exception cref="ArgumentException">The name is empty or holds a space or a control character.</exception>
    public static string Ehlo(string name) => $"EHLO {CheckedWord(name)}";

    /// <summary>HELO.</summary>
    /// <param name="name">The client's host name, or an address literal with its brackets.</param>
    /// <exception cref="ArgumentException">The name is empty or holds a space or a control character.</exception>
    public static string Helo(string name) => $"HELO {CheckedWord(name)}";

    /// <summary>AUTH (RFC 4954 section 4).</summary>
    /// <param name="mechanism">The mechanism's name.</param>
    /// <param name="initialResponse">The initial response, not yet in base64: an empty one is written <c>=</c>. Null for none.</param>
    /// <exception cref="ArgumentException">The mechanism's name holds a space or a control character.</exception>
    public static string Auth(string mechanism, byte[]? initialResponse) => initialResponse switch
    {
        null => $"AUTH {CheckedWord(mechanism)}",
        [] => $"AUTH {CheckedWord(mechanism)} =",
        _ => $"AUTH {CheckedWord(mechanism)} {Convert.ToBase64String(initialResponse)}",
    };

    /// <summary>MAIL FROM.</summary>
    /// <param name="sender">The sender; null for the null sender.</param>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="ArgumentException">The address needs SMTPUTF8 and the parameters do not say so, or a parameter cannot be written.</exception>
    public static string MailFrom(EmailAddress? sender, MailFromParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var line = new StringBuilder("MAIL FROM:<").Append(sender is null ? "" : Path(sender, parameters.SmtpUtf8)).Append('>');
        if (parameters.Size is { } size) line.Append(CultureInfo.InvariantCulture, $" SIZE={size}");
        if (parameters.Body != SmtpBodyType.Unspecified) line.Append(parameters.Body == SmtpBodyType.SevenBit ? " BODY=7BIT" : " BODY=8BITMIME");
        if (parameters.SmtpUtf8) line.Append(" SMTPUTF8");
        if (parameters.Return != DsnReturn.Unspecified) line.Append(parameters.Return == DsnReturn.Full ? " RET=FULL" : " RET=HDRS");
        if (parameters.EnvelopeId is { } id)
        {
            var encoded = Xtext.Encode(id);
            if (id.Length is 0 or > 100 || id.Any(character => character is < ' ' or > '~')) // RFC 3461 section 4.4 and 5.4
                throw new ArgumentException("An envelope ID has 1 to 100 printable ASCII characters.", nameof(parameters));
            line.Append(CultureInfo.InvariantCulture, $" ENVID={encoded}");
        }
        if (parameters.RequireTls) line.Append(" REQUIRETLS");
        if (parameters.SubmittedBy is { } submitter) line.Append(CultureInfo.InvariantCulture, $" AUTH={(submitter == "<>" ? submitter : Xtext.Encode(submitter))}");
        return Checked(line.ToString());
    }

    /// <summary>RCPT TO.</summary>
    /// <param name="recipient">The recipient.</param>
    /// <param name="smtpUtf8">The transaction was begun with SMTPUTF8.</param>
    /// <param name="parameters">The parameters.</param>
    /// <exception cref="ArgumentException">The address needs SMTPUTF8 and the transaction was begun without, or the parameters contradict each other.</exception>
    public static string RcptTo(EmailAddress recipient, bool smtpUtf8, RcptToParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        ArgumentNullException.ThrowIfNull(parameters);
        var line = new StringBuilder("RCPT TO:<").Append(Path(recipient, smtpUtf8)).Append('>');
        if (parameters.Notify != DsnNotify.None) line.Append(" NOTIFY=").Append(Notify(parameters.Notify));
        if (parameters.OriginalRecipient is { } original)
        {
            // RFC 6533 section 3: in an SMTPUTF8 transaction the address goes as it is, under the type utf-8.
            line.Append(original.NeedsSmtpUtf8
                ? $" ORCPT=utf-8;{Utf8AddressXtext.Encode(original.ToAsciiDomainString())}"
                : $" ORCPT=rfc822;{Xtext.Encode(original.ToAsciiDomainString())}");
        }
        return Checked(line.ToString());
    }

    private static string Path(EmailAddress address, bool smtpUtf8) =>
        address.NeedsSmtpUtf8 && !smtpUtf8
            ? throw new ArgumentException($"'{address}' needs SMTPUTF8.", nameof(address))
            : address.ToAsciiDomainString();

    private static string Notify(DsnNotify notify)
    {
        if (notify == DsnNotify.Never) return "NEVER";
        if (notify.HasFlag(DsnNotify.Never)) throw new ArgumentException("NOTIFY=NEVER stands alone (RFC 3461 section 4.1).", nameof(notify));
        var words = new List<string>(3);
        if (notify.HasFlag(DsnNotify.Success)) words.Add("SUCCESS");
        if (notify.HasFlag(DsnNotify.Failure)) words.Add("FAILURE");
        if (notify.HasFlag(DsnNotify.Delay)) words.Add("DELAY");
        return string.Join(',', words);
    }

    private static string CheckedWord(string word)
    {
        ArgumentException.ThrowIfNullOrEmpty(word);
        return word.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
            ? throw new ArgumentException("A word of a command holds no space and no control character.", nameof(word))
            : word;
    }

    /// <summary>The last gate: addresses and xtext cannot hold line ends by their own grammar, and should that ever change, this still stands.</summary>
    private static string Checked(string line) =>
        line.AsSpan().ContainsAny(LineBreakers)
            ? throw new ArgumentException("A command must not hold a line end or a NUL.", nameof(line))
            : line;
}
