using System.Net;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>A server that may take a destination's mail, and how to talk to it.</summary>
/// <param name="Name">Its name in ASCII, or its address without brackets.</param>
/// <param name="Port">The port.</param>
internal sealed record DeliveryHost(string Name, int Port)
{
    /// <summary>It was configured, and not found by MX: what it refuses to open for is a matter between it and us, and mail waits.</summary>
    public bool IsSmartHost { get; init; }

    /// <summary>Its MX preference; 0 for a smart host.</summary>
    public int Preference { get; init; }

    /// <summary>The address of an address literal; null for a name.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>How the connection is encrypted.</summary>
    public RelayTlsPolicy Tls { get; init; }

    /// <summary>TLS from the first octet.</summary>
    public bool ImplicitTls { get; init; }

    /// <summary>Who we log in as; null for no AUTH.</summary>
    public ISmtpCredentialSource? Credentials { get; init; }

    /// <summary>Log in without TLS, or over TLS with a bad certificate.</summary>
    public bool AllowInsecureAuth { get; init; }

    /// <summary>What TLS has to be: who logs in has more to lose than the mail.</summary>
    public RelayTlsPolicy EffectiveTls => Credentials is not null && !AllowInsecureAuth ? RelayTlsPolicy.Required : Tls;

    /// <summary>Plain text is good enough where TLS cannot be had. Never with AUTH behind a handshake that failed: that is what an attacker would make of it.</summary>
    public bool MayFallBack => EffectiveTls == RelayTlsPolicy.Opportunistic && !ImplicitTls && Credentials is null;

    /// <inheritdoc/>
    public override string ToString() =>
        Name.Contains(':', StringComparison.Ordinal) ? FormattableString.Invariant($"[{Name}]:{Port}") : FormattableString.Invariant($"{Name}:{Port}");
}
