using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>The trace line that a server puts before a message it passes on (RFC 5321 section 4.4).</summary>
public static class ReceivedHeader
{
    /// <summary>Composes the header, folded, CRLF at its end.</summary>
    /// <param name="session">The session that the message came by.</param>
    /// <param name="envelope">Its envelope. A single recipient is named; several would tell each of the others.</param>
    /// <param name="queueId">The message's name here: letters, digits, <c>.</c> and <c>-</c>.</param>
    /// <param name="time">When it came.</param>
    /// <exception cref="ArgumentException">The queue id has characters that it must not have.</exception>
    public static string Compose(SmtpSessionInfo session, SmtpEnvelope envelope, string queueId, DateTimeOffset time)
    {
        if (queueId.Length == 0 || !queueId.All(character => char.IsAsciiLetterOrDigit(character) || character is '.' or '-'))
            throw new ArgumentException("A queue id has letters, digits, dots and hyphens only.", nameof(queueId));
        var remote = session.Remote is null ? "" : $" ({Literal(session.Remote.Address)})";
        var protocol = session.ProtocolName(envelope.Mail.SmtpUtf8);
        var recipient = envelope.Recipients is [{ To: var only }] ? $"\r\n\tfor {Written(only)}" : "";
        return $"Received: from {session.HelloName ?? "unknown"}{remote}\r\n\tby {session.HostName} with {protocol} id {queueId}{recipient};\r\n\t{Date(time)}\r\n";
    }

    // A domain goes in ASCII, so that a server without SMTPUTF8 can have the message too.
    private static string Written(ForwardPath path) => path.Address is { } address && !Ascii.IsValid(address.Domain) ? $"<{address.ToAsciiDomainString()}>" : path.ToString();

    // address-literal (RFC 5321 section 4.1.3)
    private static string Literal(IPAddress address)
    {
        address = address.Unmapped();
        return address.AddressFamily == AddressFamily.InterNetwork ? $"[{address}]" : $"[IPv6:{new IPAddress(address.GetAddressBytes())}]";
    }

    // date-time (RFC 5322 section 3.3)
    private static string Date(DateTimeOffset time) =>
        time.ToString("ddd, d MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture)
        + time.ToString("zzz", CultureInfo.InvariantCulture).Replace(":", "", StringComparison.Ordinal);
}
