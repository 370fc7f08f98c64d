using System.Net;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Lab;

/// <summary>
/// A small mail world on the loopback interface: a DNS server with the zones of <c>lab.test</c>, a certification authority, and a mail
/// sink named <c>mail.lab.test</c>. Ports are free ones; nothing outside is touched. Disposing it leaves nothing behind.
/// </summary>
public sealed class LabEnvironment : IAsyncDisposable
{
    /// <summary>The lab's domain.</summary>
    public const string Domain = "lab.test";

    /// <summary>The lab's mail host, MX of <see cref="Domain"/>.</summary>
    public const string MailHost = "mail.lab.test";

    /// <summary>Who may log in at the sink.</summary>
    public const string UserName = "demo@lab.test";

    /// <summary>The password of <see cref="UserName"/>.</summary>
    public const string Password = "lab password";

    /// <summary>The OAuth access token of <see cref="UserName"/>.</summary>
    public const string AccessToken = "lab.access.token";

    /// <summary>The zone of the lab's blacklist.</summary>
    public const string Blacklist = "bl.lab.test";

    /// <summary>The name of the key that may change the lab's zones by dynamic update.</summary>
    public const string UpdateKeyName = "lab";

    /// <summary>The secret of that key, in base64.</summary>
    public const string UpdateKeySecret = "bGFiLWtleS10aGF0LWV2ZXJ5Ym9keS1tYXkta25vdyE=";

    private LabEnvironment(LabDnsServer dns, LabCertificateAuthority authority, LabSmtpSink sink)
    {
        Dns = dns;
        Authority = authority;
        Sink = sink;
        dns.Order(FailingAddress, new LabDnsFault(LabDnsFaultKind.ServFail));
        dns.Order(SilentAddress, new LabDnsFault(LabDnsFaultKind.Drop));
    }

    /// <summary>A good sender: its PTR name leads back to it. The sink listens here.</summary>
    public static IPAddress GoodAddress { get; } = IPAddress.Loopback;

    /// <summary>A good sender by IPv6; looked up only.</summary>
    public static IPAddress GoodAddressV6 { get; } = IPAddress.Parse("2001:db8::25");

    /// <summary>A good sender with two PTR names.</summary>
    public static IPAddress TwoNamesAddress { get; } = IPAddress.Parse("192.0.2.24");

    /// <summary>A sender without PTR. Also on the lab's <see cref="Blacklist"/>.</summary>
    public static IPAddress BadAddress { get; } = IPAddress.Parse("192.0.2.25");

    /// <summary>A sender whose PTR name has another address.</summary>
    public static IPAddress MismatchedAddress { get; } = IPAddress.Parse("192.0.2.26");

    /// <summary>A sender whose PTR name is confirmed, but generic.</summary>
    public static IPAddress GenericAddress { get; } = IPAddress.Parse("192.0.2.27");

    /// <summary>A sender about whom the DNS fails (SERVFAIL).</summary>
    public static IPAddress FailingAddress { get; } = IPAddress.Parse("192.0.2.28");

    /// <summary>A sender whose PTR name does not exist.</summary>
    public static IPAddress DanglingAddress { get; } = IPAddress.Parse("192.0.2.29");

    /// <summary>A good sender whose reverse zone is delegated by CNAME (RFC 2317).</summary>
    public static IPAddress ClasslessAddress { get; } = IPAddress.Parse("192.0.2.30");

    /// <summary>A sender about whom the DNS never answers.</summary>
    public static IPAddress SilentAddress { get; } = IPAddress.Parse("192.0.2.31");

    /// <summary>The DNS server.</summary>
    public LabDnsServer Dns { get; }

    /// <summary>The mail sink.</summary>
    public LabSmtpSink Sink { get; }

    /// <summary>The certification authority that signed the sink's certificate.</summary>
    public LabCertificateAuthority Authority { get; }

    /// <summary>The authority's certificate: what a client has to trust.</summary>
    public X509Certificate2 CaCertificate => Authority.Certificate;

    /// <summary>Starts a lab with its defaults.</summary>
    /// <param name="cancellationToken">Gives up.</param>
    public static Task<LabEnvironment> StartAsync(CancellationToken cancellationToken) =>
        StartAsync(new LabEnvironmentOptions(), TimeProvider.System, cancellationToken);

    /// <summary>Starts a lab.</summary>
    /// <param name="options">What it has beyond its defaults.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="System.Net.Sockets.SocketException">No port could be had.</exception>
    public static async Task<LabEnvironment> StartAsync(LabEnvironmentOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        // Keys take a moment to make: not on the caller's thread.
        var authority = await Task.Run(() => LabCertificateAuthority.Create(time), cancellationToken).ConfigureAwait(false);
        LabDnsServer? dns = null;
        try
        {
            dns = LabDnsServer.Start([.. LabZone.Defaults, .. options.Zones], time: time, updateKey: TsigKey.Create(UpdateKeyName, TsigAlgorithm.HmacSha256, UpdateKeySecret));
            return new LabEnvironment(dns, authority, LabSmtpSink.Start(SinkOptions(options, authority), time));
        }
        catch
        {
            if (dns is not null) await dns.DisposeAsync().ConfigureAwait(false);
            authority.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Sink.DisposeAsync().ConfigureAwait(false);
        await Dns.DisposeAsync().ConfigureAwait(false);
        Authority.Dispose();
    }

    private static LabSmtpSinkOptions SinkOptions(LabEnvironmentOptions options, LabCertificateAuthority authority) => new()
    {
        HostName = MailHost,
        Certificate = options.WithoutTls ? null : authority.Issue([MailHost], options.Certificate),
        ImplicitTls = options.ImplicitTls,
        Authenticator = new UserList(
            new Dictionary<string, string> { [UserName] = Password },
            new Dictionary<string, string> { [UserName] = AccessToken },
            offerCramMd5: true),
        RequireAuth = options.RequireAuth,
        AllowInsecureAuth = options.WithoutTls,
        Extensions = SmtpServerExtensions.Default | SmtpServerExtensions.RequireTls,
        Limits = options.Limits,
        Faults = options.Faults,
        Observer = options.Observer,
    };
}
