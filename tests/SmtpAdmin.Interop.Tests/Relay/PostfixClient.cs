using System.Globalization;
using System.Net;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>A Postfix of its own that hands all mail to one relay, over TLS that it checks and with a login, as an office's servers do.</summary>
internal sealed class PostfixClient : IAsyncDisposable
{
    private readonly PeerDirectory _directory = new("postfix");
    private PeerProcess? _master;

    /// <summary>Where it takes mail.</summary>
    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Starts it.</summary>
    public static async Task<PostfixClient> StartAsync(RunningRelay relay, CancellationToken cancellationToken)
    {
        Peer.SkipUnlessAvailable("postfix");
        for (var attempt = 1; ; attempt++)
        {
            var client = new PostfixClient();
            try
            {
                await client.StartOnceAsync(relay, cancellationToken);
                return client;
            }
            catch (Exception e)
            {
                await client.DisposeAsync();
                if (e is not PeerException || attempt == 3) throw; // most likely a port was taken in between
            }
        }
    }

    /// <summary>Waits for a text in the log; gives its line.</summary>
    public Task<string> WaitForLogAsync(string text, CancellationToken cancellationToken) => PeerLog.WaitForAsync(_directory["log/maillog"], text, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_master is not null) await _master.DisposeAsync();
        _directory.Dispose();
    }

    private async Task StartOnceAsync(RunningRelay relay, CancellationToken cancellationToken)
    {
        EndPoint = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeTcp(1)[0]);
        var daemons = await PostfixConfiguration.MakeAsync(_directory, daemons => MainCf(relay, daemons), $"127.0.0.1:{EndPoint.Port} inet n - n - - smtpd\n", cancellationToken);
        _master = PeerProcess.Start("postfix", "", _directory, $"{daemons}/master", "-c", _directory["etc"], "-s");
        await _master.WaitUntilAsync(token => PeerProbe.GreetsAsync(EndPoint.Port, token), cancellationToken);
    }

    private string MainCf(RunningRelay relay, string daemons) => PostfixConfiguration.Basics(_directory, daemons) + string.Create(CultureInfo.InvariantCulture, $$$"""
        myhostname = office.interop.test
        mydestination =
        mynetworks = 127.0.0.0/8
        relayhost = [127.0.0.1]:{{{relay.EndPoint.Port}}}
        smtp_tls_security_level = verify
        smtp_tls_verify_cert_match = {{{RunningRelay.HostName}}}
        smtp_tls_CAfile = {{{relay.AuthorityPath}}}
        smtp_tls_loglevel = 1
        smtp_sasl_auth_enable = yes
        smtp_sasl_security_options = noanonymous
        smtp_sasl_password_maps = texthash:{{{_directory.Write("etc/logins", $"[127.0.0.1]:{relay.EndPoint.Port} {RunningRelay.UserName}:{RunningRelay.Password}\n")}}}

        """);
}
