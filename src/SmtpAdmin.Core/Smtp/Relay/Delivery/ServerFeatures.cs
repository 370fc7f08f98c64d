using System.Globalization;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a server's EHLO reply means for deliveries, read once for a connection.</summary>
internal sealed class ServerFeatures
{
    /// <summary>Reads the reply.</summary>
    public ServerFeatures(EhloResponse ehlo)
    {
        Pipelining = ehlo.Offers("PIPELINING");
        EightBitMime = ehlo.Offers("8BITMIME");
        SmtpUtf8 = ehlo.Offers("SMTPUTF8");
        Dsn = ehlo.Offers("DSN");
        RequireTls = ehlo.Offers("REQUIRETLS");
        Size = ehlo.Offers("SIZE");
        MaxSize = ehlo.MaxSize is > 0 and var limit ? limit : null;
        MaxMessages = Limit(ehlo, "MAILMAX=");
        MaxRecipients = Limit(ehlo, "RCPTMAX=");
    }

    /// <summary>Commands may be sent without waiting (RFC 2920).</summary>
    public bool Pipelining { get; }

    /// <summary>Octets above 127 are taken (RFC 6152).</summary>
    public bool EightBitMime { get; }

    /// <summary>Addresses and header fields in UTF-8 are taken (RFC 6531).</summary>
    public bool SmtpUtf8 { get; }

    /// <summary>The parameters of RFC 3461 are taken.</summary>
    public bool Dsn { get; }

    /// <summary>The server passes mail on by TLS only, where it is told to (RFC 8689).</summary>
    public bool RequireTls { get; }

    /// <summary>The size may be declared (RFC 1870).</summary>
    public bool Size { get; }

    /// <summary>The largest message in octets; null for no known limit.</summary>
    public long? MaxSize { get; }

    /// <summary>Messages by one connection (LIMITS, RFC 9422 section 4); null for no known limit.</summary>
    public int? MaxMessages { get; }

    /// <summary>Recipients of one message (LIMITS, RFC 9422 section 4); null for no known limit.</summary>
    public int? MaxRecipients { get; }

    private static int? Limit(EhloResponse ehlo, string name)
    {
        foreach (var parameter in ehlo["LIMITS"]?.Parameters ?? [])
        {
            if (parameter.StartsWith(name, StringComparison.OrdinalIgnoreCase)
                && int.TryParse(parameter.AsSpan(name.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0)
            {
                return limit;
            }
        }
        return null;
    }
}
