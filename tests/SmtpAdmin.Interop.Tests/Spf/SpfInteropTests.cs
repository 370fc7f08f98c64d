using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Interop.Tests.Spf;

/// <summary>The same senders before the same DNS server, checked by us and by pyspf and Mail::SPF. Where they differ, a section of the RFC decides.</summary>
public sealed class SpfInteropTests
{
    private const int Seed = 7208;
    private const int RandomRecords = 400;
    private static readonly string[] Addresses = ["192.0.2.3", "2001:db8::3", "203.0.113.1"];

    [Fact]
    public Task Pyspf_says_the_same_of_every_record_or_the_section_that_decides_is_named() => CompareOwnAsync(SpfPeer.PySpf, SpfDifferences.OfPySpf);

    [Fact]
    public Task Mail_SPF_says_the_same_of_every_record_or_the_section_that_decides_is_named() => CompareOwnAsync(SpfPeer.MailSpf, SpfDifferences.OfMailSpf);

    [Fact]
    public Task Pyspf_says_the_same_of_random_records() => CompareRandomAsync(SpfPeer.PySpf, SpfDifferences.OfPySpf);

    [Fact]
    public Task Mail_SPF_says_the_same_of_random_records() => CompareRandomAsync(SpfPeer.MailSpf, SpfDifferences.OfMailSpf);

    private static async Task CompareOwnAsync(SpfPeer peer, IReadOnlyList<SpfDifference> differences)
    {
        peer.SkipUnlessInstalled();
        var zone = Zone("spf.test", "peers.zone");
        await using var server = Serve(zone);
        var names = zone.Records.Where(record => record.Type == DnsType.TXT).Select(record => record.Name.ToString()).Distinct();
        var found = await DifferencesAsync(peer, server.EndPoint, SendersOf(names));
        var unknown = found.Where(one => !differences.Any(known => one.Name == $"{known.Name}.spf.test")).Select(one => one.Text).ToList();
        Assert.True(unknown.Count == 0, string.Join('\n', unknown));
        Assert.Empty(differences.Where(known => !found.Exists(one => one.Name == $"{known.Name}.spf.test")).Select(known => $"{peer.Package} agrees on {known.Name} by now."));
    }

    private static async Task CompareRandomAsync(SpfPeer peer, IReadOnlyList<SpfDifference> differences)
    {
        peer.SkipUnlessInstalled();
        var records = SpfRandomZone.Make(Seed, RandomRecords);
        await using var server = Serve(Zone("spf.test", "peers.zone"), LabZone.Parse("random.test", SpfRandomZone.Text(records)));
        var found = await DifferencesAsync(peer, server.EndPoint, SendersOf(records.Select(record => record.Name)));
        var unknown = found.Select(one => (one.Text, records.Single(record => record.Name == one.Name).Record))
            .Where(one => !differences.Any(known => known.Pattern is { } pattern && pattern.IsMatch(one.Record))).Select(one => $"{one.Text}\n  {one.Record}").ToList();
        Assert.True(unknown.Count == 0, string.Join('\n', unknown));
    }

    private static List<SpfPeerSender> SendersOf(IEnumerable<string> names) =>
        [.. names.SelectMany(name => Addresses.Select(address => new SpfPeerSender(address, $"strong-bad@{name}", "helo.spf.test")))];

    private static async Task<List<(string Name, string Text)>> DifferencesAsync(SpfPeer peer, IPEndPoint server, List<SpfPeerSender> senders)
    {
        await using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server] }, TimeProvider.System);
        var checker = new SpfChecker(resolver, TimeProvider.System);
        var theirs = await peer.AskAsync(server, senders);
        var found = new List<(string, string)>();
        foreach (var (sender, their) in senders.Zip(theirs))
        {
            var result = await checker.CheckAsync(new SpfSender(IPAddress.Parse(sender.Address), sender.MailFrom, sender.HeloName), new SpfCheckOptions(), TestContext.Current.CancellationToken);
            // Whether the digits of an IPv6 address are in upper case nothing says (section 7.3).
            if (their.Result.Equals(result.Result.ToString(), StringComparison.OrdinalIgnoreCase) && string.Equals(their.Explanation, result.Explanation, StringComparison.OrdinalIgnoreCase)) continue;
            found.Add((result.Domain, $"{sender.Address} {sender.MailFrom}: we say {result.Result} '{result.Explanation}' {result.Problem}, {peer.Package} says {their.Result} '{their.Explanation}'"));
        }
        return found;
    }

    private static LabDnsServer Serve(params LabZone[] zones) =>
        LabDnsServer.Start([.. zones, Zone("2.0.192.in-addr.arpa", "peers-reverse.zone"), LabZone.Parse("113.0.203.in-addr.arpa", ""), LabZone.Parse("ip6.arpa", "")]);

    private static LabZone Zone(string origin, string file) => LabZone.Parse(origin, File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "spf", file)));
}
