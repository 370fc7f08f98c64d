using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Makes HTTP clients for addresses that an administrator named.</summary>
internal static class RelayHttpClient
{
    /// <summary>For a connection. What is canceled for it has a <see cref="TimeoutException"/> within.</summary>
    public static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private const int MaxHeaders = 16; // KiB

    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2); // so that a change in the DNS is seen

    /// <summary>Makes one. A redirect is not followed: what is sent would go where nobody said that it may. Each request brings its own time.</summary>
    /// <param name="address">Where its requests go: by the system's proxy, unless that is this machine.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The client disposes its handler.")]
    public static HttpClient Create(Uri address) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = !address.IsLoopback,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        MaxResponseHeadersLength = MaxHeaders,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };
}
