using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using SmtpAdmin.Dns;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Dane;

/// <summary>Asks a server for its certificate, at each of its addresses: one set of records stands for all of them.</summary>
/// <param name="resolver">Finds the addresses.</param>
/// <param name="timeProvider">Tells the time and measures the deadlines.</param>
/// <param name="connector">Makes the connections; null for TCP.</param>
internal sealed class TlsaServer(IDnsResolver resolver, TimeProvider timeProvider, ISmtpConnector? connector)
{
    private const int ImplicitTlsPort = 465; // RFC 8314 section 7.3

    /// <summary>Asks one port.</summary>
    /// <param name="host">The server.</param>
    /// <param name="port">The port of the record.</param>
    /// <param name="connect">Where to connect to in place of that; null for there.</param>
    /// <param name="timeout">How long each stage of the session may take.</param>
    /// <param name="progress">Told when a stage begins.</param>
    /// <param name="cancellationToken">Ends the session.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<TlsaSighting> AskAsync(
        DnsName host, int port, SmtpServerName? connect, TimeSpan timeout, IProgress<SmtpTestProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var options = new SmtpTestOptions
        {
            Server = host.ToString(), // the name that is asked for in TLS is that of the record, wherever the server is (RFC 7672 section 3.2.2)
            Port = connect?.Port ?? port,
            Security = port == ImplicitTlsPort ? SmtpSecurity.Implicit : SmtpSecurity.StartTls,
            StopAfter = SmtpStage.StartTls,
            SkipCertificateCheck = true, // it is to be published, not to be trusted
            KeepCertificates = true,
            Timeouts = new SmtpTestTimeouts { Stage = timeout },
        };
        var tester = new SmtpTester(connect?.Address is { } address ? new OneHost(address) : resolver, timeProvider, connector);
        await foreach (var result in tester.RunAsync(options, progress, cancellationToken).ConfigureAwait(false)) yield return Read(result);
    }

    private static TlsaSighting Read(SmtpTestResult result)
    {
        try
        {
            if (result.Tls is { SentCertificates: { Count: > 0 } sent }) // what fails behind the handshake does not matter
                return new TlsaSighting(result.Address, TlsaIdentity.OfChain(sent, ownIsFirst: true, $"{new IPEndPoint(result.Address!, result.Port)}"), "", SmtpFailureKind.None);
        }
        catch (TlsaException problem)
        {
            return new TlsaSighting(result.Address, null, problem.Message, SmtpFailureKind.TlsCertificate);
        }
        var failed = result.Stages.LastOrDefault(stage => stage.Name == result.FailedStage && !stage.Succeeded);
        return new TlsaSighting(result.Address, null, $"{result.FailedStage}: {PlainText.Excerpt(failed?.Text ?? $"{result.FailureKind}.", 300)}", result.FailureKind);
    }

    /// <summary>A DNS in which every host has one address.</summary>
    private sealed class OneHost(IPAddress address) : IDnsResolver
    {
        public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            DnsRecord[] records = (type, address.AddressFamily) switch
            {
                (DnsType.A, AddressFamily.InterNetwork) => [new ARecord(name, TimeSpan.Zero, address)],
                (DnsType.AAAA, AddressFamily.InterNetworkV6) => [new AaaaRecord(name, TimeSpan.Zero, address)],
                _ => [],
            };
            return ValueTask.FromResult(new DnsAnswer { Name = name, Type = type, Outcome = records.Length > 0 ? DnsOutcome.Answer : DnsOutcome.NoData, Records = records });
        }
    }
}
