using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A server that takes our mail and passes it on.</summary>
public sealed record SmtpSmartHost
{
    /// <summary>Its name, or its address. A name is looked up by its addresses, never by its MX.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public int Port { get; init; } = 25;

    /// <summary>How the connection is encrypted.</summary>
    public RelayTlsPolicy Tls { get; init; }

    /// <summary>TLS from the first octet (RFC 8314 section 3.3), as on port 465.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>Who we log in as; null for no AUTH. With it, TLS with a good certificate is a must, unless <see cref="AllowInsecureAuth"/>.</summary>
    public ISmtpCredentialSource? Credentials { get; init; }

    /// <summary>Log in over a connection that is not encrypted or whose certificate is bad too.</summary>
    public bool AllowInsecureAuth { get; init; }

    /// <summary>A server as one text names it: port 25 unless it says another, and TLS from the first octet on 465.</summary>
    internal static SmtpSmartHost At(SmtpServerName name) => new() { Host = name.Host, Port = name.Port ?? 25, ImplicitTls = name.Port == 465 };

    /// <summary>Its name and port.</summary>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? FormattableString.Invariant($"[{Host}]:{Port}") : FormattableString.Invariant($"{Host}:{Port}");
}
