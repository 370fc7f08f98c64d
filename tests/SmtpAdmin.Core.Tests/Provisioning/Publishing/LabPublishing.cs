using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Publishing;

/// <summary>A lab server with one zone, and what publishes into it.</summary>
internal sealed class LabPublishing : IAsyncDisposable
{
    public const string Zone = "publish.test";

    private static readonly TsigKey Key = TsigKey.Create(LabEnvironment.UpdateKeyName, TsigAlgorithm.HmacSha256, LabEnvironment.UpdateKeySecret);

    private readonly DnsResolver _resolver;

    public LabPublishing()
    {
        Server = LabDnsServer.Start([LabZone.Parse(Zone, "@ 300 SOA ns hostmaster 1 3600 600 86400 60\n@ 300 NS ns\nns 300 A 127.0.0.1\n@ 300 TXT \"token=1\"\n")], updateKey: Key);
        _resolver = new DnsResolver(new DnsResolverOptions { Servers = [Server.EndPoint], UseCache = false }, TimeProvider.System);
        Options = new DnsPublishOptions { Zone = DnsName.Parse(Zone), Server = Server.EndPoint.ToString(), Key = Key, Timeout = TimeSpan.FromSeconds(1) };
    }

    public LabDnsServer Server { get; }

    public DnsPublishOptions Options { get; }

    public DnsPublisher Publisher => new(_resolver, TimeProvider.System);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync()
    {
        _resolver.Dispose();
        return Server.DisposeAsync();
    }

    public static DnsRecordSet Text(string owner, string text) => DnsRecordSet.OfText(DnsName.Parse(owner), text);

    public static DnsRecordBatch Batch(params DnsRecordSet[] sets)
    {
        var batch = new DnsRecordBatch();
        foreach (var set in sets) batch.Add(set);
        return batch;
    }

    public async Task<DnsPublishResult> PublishAsync(DnsPublishOptions options, params DnsRecordSet[] sets)
    {
        var plan = await Publisher.PlanAsync(Batch(sets), options, Token);
        return plan.Problems.Count > 0 ? new DnsPublishResult { Problems = plan.Problems } : await Publisher.ApplyAsync(plan.Changes, options, null, Token);
    }

    /// <summary>Publishes while a fault lies in wait for the update, which names the zone and SOA.</summary>
    public async Task<DnsPublishResult> PublishWithAsync(LabDnsFaultKind fault, DnsPublishOptions options, params DnsRecordSet[] sets)
    {
        var plan = await Publisher.PlanAsync(Batch(sets), options, Token);
        Assert.Empty(plan.Problems);
        Server.Order(Zone, new LabDnsFault(fault) { Type = DnsType.SOA, Times = 1 });
        return await Publisher.ApplyAsync(plan.Changes, options, null, Token);
    }

    public async Task<IReadOnlyList<string>> LookAsync(string name, DnsType type = DnsType.TXT) =>
        [.. (await _resolver.ResolveAsync(DnsName.Parse(name), type, Token)).Records.Select(record => record.DataText)];
}
