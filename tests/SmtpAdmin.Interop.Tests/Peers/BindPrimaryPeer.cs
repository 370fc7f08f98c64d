using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>Two BINDs: a primary server that takes updates, and a secondary that follows it. The NS records of the zone lead to addresses of their own; see <see cref="RequirePort53Async"/>.</summary>
public sealed class BindPrimaryPeer() : PeerFixture("bind9")
{
    private readonly Dictionary<string, string> _secrets = new()
    {
        ["publisher"] = NewSecret(),
        ["strong"] = NewSecret(),
        ["stranger"] = NewSecret(),
    };

    private static readonly string[] Zones = [Zone, $"sub.{Zone}", "denied.test", "policy.test", "2.0.192.in-addr.arpa"];

    private PeerDirectory? _directory;
    private IPAddress _first = IPAddress.Loopback;
    private IPAddress _second = IPAddress.Loopback;
    private bool _isAtPort53;

    /// <summary>The zone that the keys <c>publisher</c> (hmac-sha256) and <c>strong</c> (hmac-sha512) may change.</summary>
    public const string Zone = "publish.test";

    /// <summary>The server that takes updates.</summary>
    public IPEndPoint Primary { get; private set; } = new(IPAddress.Loopback, 53);

    /// <summary>The server that follows it.</summary>
    public IPEndPoint Secondary { get; private set; } = new(IPAddress.Loopback, 53);

    /// <summary>A key that the primary server knows.</summary>
    internal TsigKey Key(string name = "publisher") => TsigKey.Create(name, name == "strong" ? TsigAlgorithm.HmacSha512 : TsigAlgorithm.HmacSha256, _secrets[name]);

    /// <summary>A file with such a key, as tsig-keygen writes it, readable by its owner alone.</summary>
    internal string KeyFile(string name = "publisher")
    {
        var path = _directory!.Write($"{name}.key", KeyText(name));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return path;
    }

    /// <summary>Runs nsupdate with a key of the primary server's.</summary>
    internal async Task UpdateAsync(string commands, CancellationToken cancellationToken)
    {
        var script = _directory!.Write("nsupdate.txt", $"server {Primary.Address} {Primary.Port}\n{commands}\nsend\n");
        (await PeerCommand.RunAsync("nsupdate", ["-k", KeyFile(), script], cancellationToken)).OrThrow("nsupdate");
    }

    /// <summary>Starts the servers, and has them answer where the zone's NS records lead; skips the test where that cannot be had.</summary>
    public async Task RequirePort53Async()
    {
        await RequireAsync();
        if (!Environment.IsPrivilegedProcess) Assert.Skip("port 53, where the servers of a zone are found, can be had by root only");
        lock (_secrets)
        {
            if (_isAtPort53) return;
            Keep(new LoopbackForwarder(_first, Primary));
            Keep(new LoopbackForwarder(_second, Secondary));
            _isAtPort53 = true;
        }
    }

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        // 127.0.0.0/8 is all this machine's own: hardly another run has this pair.
        var (second, third) = (RandomNumberGenerator.GetInt32(16, 250), RandomNumberGenerator.GetInt32(1, 250));
        _first = new IPAddress([127, (byte)second, (byte)third, 1]);
        _second = new IPAddress([127, (byte)second, (byte)third, 2]);
        Primary = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeUdpAndTcp());
        Secondary = new IPEndPoint(IPAddress.Loopback, PeerPorts.TakeUdpAndTcp());
        var directory = _directory = NewDirectory("primary");
        foreach (var zone in Zones) directory.Write($"{zone}.zone", ZoneText(zone));
        await StartAsync(directory, directory.Write("named.conf", PrimaryConfiguration(directory)), Primary, cancellationToken);
        var following = NewDirectory("secondary");
        await StartAsync(following, following.Write("named.conf", SecondaryConfiguration(following)), Secondary, cancellationToken);
    }

    private async Task StartAsync(PeerDirectory directory, string configuration, IPEndPoint server, CancellationToken cancellationToken)
    {
        var process = Keep(PeerProcess.Start(PeerProgram.Known["bind9"], directory, "-g", "-n", "2", "-c", configuration));
        await process.WaitUntilAsync(token => PeerProbe.AnswersForAsync(Zone, server.Port, token), cancellationToken);
    }

    private string PrimaryConfiguration(PeerDirectory directory)
    {
        var text = new StringBuilder(Options(directory, Primary));
        foreach (var name in _secrets.Keys.Where(name => name != "stranger")) text.AppendLine(KeyText(name));
        text.AppendLine(CultureInfo.InvariantCulture, $$"""
            zone "{{Zone}}" { type primary; file "{{Zone}}.zone"; allow-update { key publisher; key strong; }; notify explicit; also-notify { {{Secondary.Address}} port {{Secondary.Port}}; }; };
            zone "sub.{{Zone}}" { type primary; file "sub.{{Zone}}.zone"; allow-update { key publisher; }; };
            zone "2.0.192.in-addr.arpa" { type primary; file "2.0.192.in-addr.arpa.zone"; allow-update { key publisher; }; };
            zone "denied.test" { type primary; file "denied.test.zone"; };
            zone "policy.test" { type primary; file "policy.test.zone"; update-policy { grant publisher name _dmarc.policy.test TXT; }; };
            """);
        return text.ToString();
    }

    private string SecondaryConfiguration(PeerDirectory directory) => Options(directory, Secondary)
        + $$"""zone "{{Zone}}" { type secondary; file "{{Zone}}.zone"; primaries { {{Primary.Address}} port {{Primary.Port}}; }; allow-notify { any; }; };""";

    private static string Options(PeerDirectory directory, IPEndPoint server) => string.Create(CultureInfo.InvariantCulture, $$"""
        options {
            directory "{{directory.Path}}"; pid-file none; lock-file none; session-keyfile "{{directory["session.key"]}}";
            listen-on port {{server.Port}} { {{server.Address}}; }; listen-on-v6 { none; };
            recursion no; dnssec-validation no; empty-zones-enable no; notify-delay 0; minimal-responses no; tcp-clients 200; allow-transfer { any; };
        };
        controls { };

        """);

    private string KeyText(string name) => $$"""key "{{name}}" { algorithm {{(name == "strong" ? "hmac-sha512" : "hmac-sha256")}}; secret "{{_secrets[name]}}"; };""";

    private string ZoneText(string zone) => $"""
        $TTL 300
        @ IN SOA ns1.{Zone}. hostmaster.{Zone}. 1 3600 600 86400 120
        @ IN NS ns1.{Zone}.
        @ IN NS ns2.{Zone}.
        """ + "\n" + (zone != Zone ? "" : $"""
        ns1 IN A {_first}
        ns2 IN A {_second}
        @ IN TXT "site-verification=abc123"
        alias IN CNAME ns1
        busy IN A 192.0.2.7
        child IN NS ns.elsewhere.test.
        moved IN DNAME elsewhere.test.
        sub IN NS ns1
        *.wild IN TXT "from a wildcard"
        *.aliases IN CNAME ns1
        """ + "\n");

    private static string NewSecret() => Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
}
