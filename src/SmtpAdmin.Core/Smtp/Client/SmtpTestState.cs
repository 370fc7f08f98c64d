using System.Net;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>What the stages of one test hand on to each other.</summary>
/// <param name="options">What to do.</param>
/// <param name="address">The address in hand.</param>
internal sealed class SmtpTestState(SmtpTestOptions options, IPAddress address)
{
    public SmtpTestOptions Options { get; } = options;

    public IPAddress Address { get; } = address;

    /// <summary>The session; null before there is a connection.</summary>
    public SmtpClientSession? Session { get; set; }

    /// <summary>What we call ourselves.</summary>
    public string? HelloName { get; set; }

    /// <summary>What the server announced before TLS.</summary>
    public EhloResponse BeforeTls { get; set; } = EhloResponse.Empty;

    /// <summary>What the server announced last.</summary>
    public EhloResponse Ehlo { get; set; } = EhloResponse.Empty;

    public string? AuthMechanism { get; set; }

    public ComposedMessage? Message { get; set; }

    /// <summary>MAIL FROM was sent with SMTPUTF8.</summary>
    public bool SmtpUtf8 { get; set; }

    /// <summary>Recipients that the server took.</summary>
    public int Accepted { get; set; }

    /// <summary>The block with the final dot was handed to the network.</summary>
    public bool MessageEnded { get; set; }

    /// <summary>The reply behind the final dot; null before it came.</summary>
    public SmtpReply? FinalReply { get; set; }

    /// <summary>How far the other port was found open; null when it was not, or not tried.</summary>
    public int? AlternatePortOpen { get; set; }

    /// <summary>The port answered a TLS handshake when it had said nothing by itself.</summary>
    public bool ExpectsTls { get; set; }
}
