using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A mailbox of an envelope, as it goes over the wire.</summary>
/// <param name="Text">The mailbox, its domain in ASCII.</param>
/// <param name="NeedsSmtpUtf8">Its local part is not ASCII (RFC 6531).</param>
/// <param name="IsValid">It can stand in a command.</param>
internal readonly record struct WireAddress(string Text, bool NeedsSmtpUtf8, bool IsValid)
{
    /// <summary>Reads a mailbox. An ASCII one is taken as it is, when it has no control character: it was checked when it came in.</summary>
    public static WireAddress Read(string address)
    {
        if (Ascii.IsValid(address))
            return new WireAddress(address, false, address.AsSpan().IndexOfAnyInRange('\0', '\x1f') < 0 && !address.Contains('\x7f', StringComparison.Ordinal));
        return EmailAddress.TryParse(address, out var parsed, out _)
            ? new WireAddress(parsed.ToAsciiDomainString(), parsed.NeedsSmtpUtf8, true)
            : new WireAddress(address, true, false);
    }
}
