using System.Globalization;
using System.Net;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Building;

public sealed class SpfBuildPropertyTests
{
    /// <summary>Blocks close together, so that they overlap and touch; host bits are often set.</summary>
    private static readonly Gen<string> Block =
        from isIPv6 in Gen.Elements(false, true)
        from third in Gen.Choose(0, 3)
        from last in Gen.Choose(0, 255)
        from bits in Gen.Choose(20, 32)
        select isIPv6 ? string.Create(CultureInfo.InvariantCulture, $"2001:db8::{third:x}:{last:x}/{bits + 96}") : string.Create(CultureInfo.InvariantCulture, $"198.51.{third}.{last}/{bits}");

    [Fact]
    public void A_record_passes_just_the_addresses_that_were_given()
    {
        var blocks = Gen.ListOf(Block).Where(list => list.Count > 0);
        var probe = from isIPv6 in Gen.Elements(false, true) from third in Gen.Choose(0, 5) from last in Gen.Choose(0, 255) select isIPv6 ? $"2001:db8::{third:x}:{last:x}" : $"198.51.{third}.{last}";
        Prop.ForAll(Arb.From(blocks), Arb.From(Gen.ListOf(probe)), async (given, probes) =>
        {
            var networks = given.Select(text => SpfNetwork.TryParse(text, out var network, out _, out _) ? network : throw new InvalidOperationException(text)).ToList();
            var record = await MakeAsync(new SpfBuildRequest { Domain = "example.com", IPAddress = [.. given], Prove = [.. probes.Concat(Edges(networks)).Distinct()] });
            Assert.True(SpfRecord.Parse(record.Value).IsValid);
            foreach (var result in record.Proof)
                Assert.Equal(networks.Exists(network => network.Contains(result.IPAddress)), result.Passed);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_kept_out_is_kept_out_whatever_includes_it()
    {
        Prop.ForAll(Arb.From(Gen.ListOf(Block)), Arb.From(Block), async (given, kept) =>
        {
            Assert.True(SpfNetwork.TryParse(kept, out var network, out _, out _));
            var result = (await MakeAsync(new SpfBuildRequest { Domain = "example.com", IPAddress = [.. given, $"-{kept}"], Prove = [network.Address.ToString()] })).Proof[0];
            Assert.Equal(SpfResult.Fail, result.Result);
            Assert.Equal(SpfMechanism.Ip6 == result.MatchedMechanism, network.IsIPv6);
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_strings_are_the_value_and_the_line_reads_back_as_it()
    {
        var name = Gen.Elements("_spf.example.net", "%{ir}.list.example.org", "straße.example", "a-b.example.com");
        Prop.ForAll(Arb.From(Gen.ListOf(Block)), Arb.From(Gen.ListOf(name)), Arb.From(Gen.Elements("example.com", "bücher.example", null)), async (blocks, names, domain) =>
        {
            var record = await MakeAsync(new SpfBuildRequest { Domain = domain, IPAddress = [.. blocks], Exists = [.. names.Distinct().Take(3)], All = SpfQualifier.Fail, NoLookup = true });
            Assert.Equal(record.Value, string.Concat(record.Strings));
            Assert.All(record.Strings, part => Assert.InRange(part.Length, 1, 255));
            var origin = record.Name.Length > 0 ? record.Name : "zone.example";
            var zone = LabZone.Parse(origin, $"$TTL 300\n@ SOA ns hostmaster 1 3600 600 86400 60\n NS ns\n{record.ZoneLine}\n");
            var read = Assert.Single(zone.Records.OfType<TxtRecord>());
            Assert.Equal((record.Value, DnsName.Parse(origin)), (read.Text, read.Name));
            Assert.Equal(record.Strings, read.Strings.Select(part => System.Text.Encoding.ASCII.GetString(part.Span)));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void No_text_makes_it_throw_and_what_is_made_parses()
    {
        var text = Gen.OneOf(ArbMap.Default.GeneratorFor<string>().Select(any => any ?? ""), Gen.ListOf(Gen.Elements("a", "include:", "ip4:", "%{", "}", "%", "/", "//", "=", " ", "example.com", "192.0.2.1", "-", "~", "all", "ü", "\0", "\"", "24")).Select(string.Concat));
        Prop.ForAll(Arb.From(text), Arb.From(Gen.Choose(0, 8)), async (given, field) =>
        {
            var request = field switch
            {
                0 => new SpfBuildRequest { Domain = given, IPAddress = ["192.0.2.1"] },
                1 => new SpfBuildRequest { IPAddress = [given] },
                2 => new SpfBuildRequest { A = [given] },
                3 => new SpfBuildRequest { MxDomain = [given] },
                4 => new SpfBuildRequest { Include = [given] },
                5 => new SpfBuildRequest { Provider = [given] },
                6 => new SpfBuildRequest { Exists = [given], Explanation = given },
                7 => new SpfBuildRequest { Redirect = given },
                _ => new SpfBuildRequest { IPAddress = ["192.0.2.1"], Prove = [given] },
            };
            var result = await RunAsync(request with { NoLookup = true });
            Assert.True(result.Record is null == result.Refusals.Count > 0);
            if (result.Record is { } record) Assert.True(SpfRecord.Parse(record.Value).IsValid, record.Value);
            Assert.All(result.Refusals, refusal => Assert.InRange(refusal.Message.Length, 20, 900));
        }).QuickCheckThrowOnFailure();
    }

    private static IEnumerable<string> Edges(IEnumerable<SpfNetwork> networks)
    {
        foreach (var network in networks)
        {
            yield return network.Address.ToString();
            yield return SpfNetwork.ToAddress(network.IsIPv6, network.Last).ToString();
            if (network.First > UInt128.Zero) yield return SpfNetwork.ToAddress(network.IsIPv6, network.First - UInt128.One).ToString();
            if (network.Last < SpfNetwork.All(network.IsIPv6)) yield return SpfNetwork.ToAddress(network.IsIPv6, network.Last + UInt128.One).ToString();
        }
    }

    private static async Task<SpfNewRecord> MakeAsync(SpfBuildRequest request) =>
        await RunAsync(request) is { Record: { } record } ? record : throw new InvalidOperationException("It was refused.");

    private static Task<SpfBuildResult> RunAsync(SpfBuildRequest request) =>
        new SpfRecordBuilder(new StubResolver(), TimeProvider.System).BuildAsync(request, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1));
}
