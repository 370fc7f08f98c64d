using System.Buffers;
using System.Globalization;
using System.Text;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Writes the commands of a mail transaction as octets, several into one buffer. What the server does not offer is not said. No value can
/// hold a line end: addresses are checked by <see cref="WireAddress"/>, and the rest is xtext.
/// </summary>
internal static class TransactionWriter
{
    private const int MaxAnyNumber = 20; // digits of a long

    /// <summary>RSET.</summary>
    public static ReadOnlySpan<byte> Reset => "RSET\r\n"u8;

    /// <summary>DATA.</summary>
    public static ReadOnlySpan<byte> Data => "DATA\r\n"u8;

    /// <summary>The end of a message without content (RFC 2920 section 3.1).</summary>
    public static ReadOnlySpan<byte> LoneDot => ".\r\n"u8;

    /// <summary>MAIL.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="envelope">The message's envelope.</param>
    /// <param name="sender">The sender; empty text for the null sender.</param>
    /// <param name="plan">How the message is sent.</param>
    /// <param name="features">What the server offers.</param>
    public static void Mail(IBufferWriter<byte> output, RelayEnvelope envelope, WireAddress sender, TransferPlan plan, ServerFeatures features)
    {
        output.Write("MAIL FROM:<"u8);
        Write(output, sender.Text);
        output.Write(">"u8);
        if (features.Size && plan.Size is { } size)
        {
            output.Write(" SIZE="u8);
            var digits = output.GetSpan(MaxAnyNumber);
            size.TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
            output.Advance(length);
        }
        if (plan.IsEightBit) output.Write(" BODY=8BITMIME"u8);
        if (plan.UsesSmtpUtf8) output.Write(" SMTPUTF8"u8);
        if (features.Dsn)
        {
            if (envelope.Return != DsnReturn.Unspecified) output.Write(envelope.Return == DsnReturn.Full ? " RET=FULL"u8 : " RET=HDRS"u8);
            if (envelope.EnvelopeId is { Length: > 0 } id && Ascii.IsValid(id))
            {
                output.Write(" ENVID="u8);
                Write(output, Xtext.Encode(id));
            }
        }
        if (envelope.RequireTls) output.Write(" REQUIRETLS"u8);
        output.Write("\r\n"u8);
    }

    /// <summary>RCPT.</summary>
    /// <param name="output">Takes it.</param>
    /// <param name="recipient">The recipient as the envelope has it.</param>
    /// <param name="address">Its mailbox.</param>
    /// <param name="plan">How the message is sent.</param>
    /// <param name="features">What the server offers.</param>
    public static void Rcpt(IBufferWriter<byte> output, RelayRecipient recipient, WireAddress address, TransferPlan plan, ServerFeatures features)
    {
        output.Write("RCPT TO:<"u8);
        Write(output, address.Text);
        output.Write(">"u8);
        if (features.Dsn)
        {
            if (recipient.Notify != DsnNotify.None) Notify(output, recipient.Notify);
            if (recipient.OriginalRecipient is { } original) OriginalRecipient(output, original, plan.UsesSmtpUtf8);
        }
        output.Write("\r\n"u8);
    }

    private static void Notify(IBufferWriter<byte> output, DsnNotify notify)
    {
        output.Write(" NOTIFY="u8);
        if (notify.HasFlag(DsnNotify.Never)) // stands alone, RFC 3461 section 4.1
        {
            output.Write("NEVER"u8);
            return;
        }
        var isFirst = true;
        Word(DsnNotify.Success, "SUCCESS"u8);
        Word(DsnNotify.Failure, "FAILURE"u8);
        Word(DsnNotify.Delay, "DELAY"u8);

        void Word(DsnNotify flag, ReadOnlySpan<byte> word)
        {
            if (!notify.HasFlag(flag)) return;
            if (!isFirst) output.Write(","u8);
            isFirst = false;
            output.Write(word);
        }
    }

    /// <summary>
    /// ORCPT goes on as it came (RFC 3461 section 5.2.1). A utf-8 address is kept in the form that it came in (RFC 6533 section 3); the one
    /// that is not ASCII passes only with SMTPUTF8, and is written in escapes elsewhere.
    /// </summary>
    private static void OriginalRecipient(IBufferWriter<byte> output, OriginalRecipient original, bool smtpUtf8)
    {
        var isUtf8 = original.AddressType.Equals("utf-8", StringComparison.OrdinalIgnoreCase);
        if (!isUtf8 && !Ascii.IsValid(original.Address)) return; // has no xtext form
        output.Write(" ORCPT="u8);
        Write(output, original.AddressType);
        output.Write(";"u8);
        Write(output, !isUtf8 ? Xtext.Encode(original.Address)
            : smtpUtf8 || Ascii.IsValid(original.Address) ? original.Address
            : Utf8AddressXtext.Encode(original.Address, isEscaped: true));
    }

    private static void Write(IBufferWriter<byte> output, string text) => Encoding.UTF8.GetBytes(text, output);
}
