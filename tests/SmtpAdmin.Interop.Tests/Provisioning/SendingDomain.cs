using System.Net;
using System.Text.RegularExpressions;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dmarc;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.MtaSts;
using SmtpAdmin.Provisioning;
using SmtpAdmin.Spf;
using SmtpAdmin.TlsRpt;

namespace SmtpAdmin.Interop.Tests.Provisioning;

/// <summary>A mail domain of its own in BIND's zone, with a mail exchanger and a token of some service, and the records that it needs in order to send.</summary>
internal sealed partial class SendingDomain : IDisposable
{
    /// <summary>Where its mail comes from.</summary>
    public static readonly IPAddress MailAddress = IPAddress.Parse("192.0.2.25");

    private readonly BindPrimaryPeer _bind;
    private readonly DnsResolver _resolver;
    private readonly string _folder = Directory.CreateTempSubdirectory("domain-").FullName;

    private SendingDomain(BindPrimaryPeer bind, string name)
    {
        (_bind, Name, DnsOptions) = (bind, name, new DnsResolverOptions { Servers = [bind.Primary], UseCache = false });
        _resolver = new DnsResolver(DnsOptions, TimeProvider.System);
    }

    /// <summary>The domain.</summary>
    public string Name { get; }

    /// <summary>The primary server as a resolver.</summary>
    public DnsResolverOptions DnsOptions { get; }

    /// <summary>The DKIM key.</summary>
    public DkimNewKey Key { get; private set; } = null!;

    /// <summary>The records: DKIM, SPF, DMARC, MTA-STS and TLS-RPT, as the builders make them.</summary>
    public DnsRecordSet[] Records { get; private set; } = [];

    /// <summary>Puts the domain into the zone, and makes the records.</summary>
    public static async Task<SendingDomain> CreateAsync(BindPrimaryPeer bind, string name, CancellationToken cancellationToken)
    {
        var domain = new SendingDomain(bind, name);
        await bind.UpdateAsync($"zone {BindPrimaryPeer.Zone}\nupdate add mail.{name} 300 A {MailAddress}\nupdate add {name} 300 MX 10 mail.{name}\nupdate add {name} 300 TXT \"site-verification=1\"", cancellationToken);
        await domain.MakeAsync(cancellationToken);
        return domain;
    }

    /// <summary>All that the zone has of the domain, a record a line, as the server hands it out.</summary>
    public async Task<IReadOnlyList<string>> TransferAsync(CancellationToken cancellationToken)
    {
        string[] arguments = [$"@{_bind.Primary.Address}", "-p", $"{_bind.Primary.Port}", BindPrimaryPeer.Zone, "AXFR", "+noall", "+answer"];
        var transfer = (await PeerCommand.RunAsync(PeerProgram.Known["bind9-dnsutils"].Path, arguments, cancellationToken)).OrThrow("dig");
        return [.. transfer.Output.Split('\n').Select(line => Blanks().Replace(line, " ")).Where(line => line.Split(' ')[0].EndsWith($"{Name}.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    /// <summary>What a receiver comes to: SPF passes for the mail server and for no other, the key is the private one's pair, and DMARC is a policy to be watched.</summary>
    public async Task ProveAsync(CancellationToken cancellationToken)
    {
        var spf = new SpfChecker(_resolver, TimeProvider.System);
        Assert.Equal(SpfResult.Pass, (await spf.CheckAsync(new SpfSender(MailAddress, $"news@{Name}", null), new SpfCheckOptions(), cancellationToken)).Result);
        Assert.Equal(SpfResult.SoftFail, (await spf.CheckAsync(new SpfSender(IPAddress.Parse("192.0.2.99"), $"news@{Name}", null), new SpfCheckOptions(), cancellationToken)).Result);

        var query = new DkimRecordQuery { Domain = Name, Selector = Key.Selector, PrivateKey = await DkimKeyIdentity.ReadAsync(Key.PrivateKeyPath!, default, cancellationToken) };
        var key = await new DkimRecordChecker(_resolver, TimeProvider.System).CheckAsync(query, cancellationToken);
        Assert.True(key.Passed, string.Join('\n', key.Findings));

        var published = Assert.Single(await TextAsync($"_dmarc.{Name}", cancellationToken));
        Assert.True(DmarcRecord.TryParse(published, out var dmarc));
        Assert.Empty(dmarc.Problems);
        Assert.Equal((DmarcPolicy.None, $"mailto:dmarc@{Name}"), (dmarc.AppliedPolicy, Assert.Single(dmarc.AggregateReportTo).Value));
        Assert.StartsWith("v=STSv1; id=", Assert.Single(await TextAsync($"_mta-sts.{Name}", cancellationToken)), StringComparison.Ordinal);
        Assert.Equal($"v=TLSRPTv1; rua=mailto:tls-reports@{Name}", Assert.Single(await TextAsync($"_smtp._tls.{Name}", cancellationToken)));
    }

    public void Dispose()
    {
        _resolver.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task MakeAsync(CancellationToken cancellationToken)
    {
        var maker = new DkimKeyMaker(TimeProvider.System, _resolver);
        var made = await maker.MakeAsync(await maker.PlanAsync(new DkimKeyRequest { Domain = Name, Folder = _folder }, cancellationToken), default, cancellationToken);
        Key = made.Key!;
        var spf = await new SpfRecordBuilder(_resolver, TimeProvider.System).BuildAsync(new SpfBuildRequest { Domain = Name, Mx = true, All = SpfQualifier.SoftFail, Prove = [$"{MailAddress}=news@{Name}"] }, cancellationToken);
        var dmarc = await new DmarcRecordBuilder(_resolver).BuildAsync(new DmarcBuildRequest { Domain = Name, Stage = DmarcStage.Monitor, AggregateReportTo = [$"dmarc@{Name}"] }, cancellationToken);
        var policy = await new MtaStsPolicyBuilder(_resolver).BuildAsync(new MtaStsBuildRequest { Domain = Name }, cancellationToken);
        var reports = await new TlsRptRecordBuilder(_resolver).BuildAsync(new TlsRptBuildRequest { Domain = Name, ReportTo = [$"tls-reports@{Name}"] }, cancellationToken);
        Assert.True(Assert.Single(spf.Record!.Proof).Passed);
        Assert.Equal([$"mail.{Name}"], policy.Made!.MxHost);
        IDnsRecordSource[] sources = [Key, spf.Record, dmarc.Made!, policy.Made, reports.Made!];
        Records = [.. sources.SelectMany(source => source.RecordSets)];
    }

    private async Task<IReadOnlyList<string>> TextAsync(string name, CancellationToken cancellationToken) =>
        [.. (await _resolver.ResolveAsync(DnsName.Parse(name), DnsType.TXT, cancellationToken)).Records.OfType<TxtRecord>().Select(record => record.Text)];

    [GeneratedRegex("[ \t]+")]
    private static partial Regex Blanks();
}
