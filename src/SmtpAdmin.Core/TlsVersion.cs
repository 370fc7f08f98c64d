using System.Security.Authentication;

namespace SmtpAdmin;

/// <summary>TLS versions by the names that people know.</summary>
internal static class TlsVersion
{
    /// <summary>E.g. <c>TLS 1.3</c>.</summary>
    public static string Name(SslProtocols protocol) => protocol switch
    {
        SslProtocols.Tls12 => "TLS 1.2",
        SslProtocols.Tls13 => "TLS 1.3",
        var other => other.ToString(),
    };
}
