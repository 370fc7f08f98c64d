using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

/// <summary>Any octets as a record, any answers of the DNS: a report.</summary>
public sealed class SpfRecordPropertyTests
{
    private const int Runs = 2000;

    private static readonly string[] Pieces =
    [
        "v=spf1", " ", " ", " ", "ip4:", "ip6:", "a", "mx", "ptr", "exists:", "include:", "redirect=", "exp=", "all", "-", "~", "?", "+", "/", "//", ":", "=", ".", "0", "24", "32", "33", "128",
        "9.9.9.9", "10.0.0.0/8", "2a00::/32", "::ffff:1.2.3.4", "a.example", "b.example", "example.com", "%{i}", "%{p}", "%{ir}.x.example", "%{", "%%", "\"", "\t", "\u00e9", "\u0000", ";", "v=spf10", "spf2.0/pra",
    ];

    private static readonly Gen<string> Records = Gen.OneOf(
        Gen.Elements(Pieces).ArrayOf().Select(string.Concat),
        Gen.Elements(Pieces).ArrayOf().Select(pieces => $"v=spf1 {string.Concat(pieces)}"),
        Gen.Choose(0, 255).Select(octet => (char)octet).ArrayOf().Select(octets => new string(octets)));

    private static readonly Arbitrary<(string Record, int Seed)> Cases = (from record in Records from seed in Gen.Choose(0, int.MaxValue) select (record, seed)).ToArbitrary();

    [Fact]
    public void Any_octets_and_any_answers_give_a_report() => Prop.ForAll(Cases, async input =>
    {
        Assert.True(Holds(await CheckAsync(input.Record, input.Seed, isGiven: false)));
        Assert.True(Holds(await CheckAsync(input.Record, input.Seed, isGiven: true)));
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(Runs));

    private static bool Holds(SpfRecordReport report) =>
        report.AuthorizedIPv4Share is >= 0 and <= 1
        && (report.Record is null || report.Status != SpfRecordStatus.None)
        && report.Findings.All(finding => finding.Code.StartsWith("SPF-", StringComparison.Ordinal) && finding.Message.Length > 0 && PlainText.Clean(finding.Message + finding.Remedy) == finding.Message + finding.Remedy)
        && PlainText.Clean(report.Tree.Replace("\n", "", StringComparison.Ordinal)) == report.Tree.Replace("\n", "", StringComparison.Ordinal)
        && (report.Status == SpfRecordStatus.Fail) == (report.Findings.Any(finding => finding.Severity == FindingSeverity.Error) && report.Status != SpfRecordStatus.None)
        && report.LookupCount == report.Terms.Sum(term => term.LookupCount);

    private static Task<SpfRecordReport> CheckAsync(string record, int seed, bool isGiven)
    {
        var checker = new SpfRecordChecker(new RandomResolver(seed, isGiven ? "" : record), TimeProvider.System);
        return checker.CheckAsync("example.com", isGiven ? SpfRecord.Parse(record) : null, new SpfRecordCheckOptions(), TestContext.Current.CancellationToken);
    }

    /// <summary>Answers as its seed has it, the same for the same question.</summary>
    private sealed class RandomResolver(int seed, string record) : IDnsResolver
    {
        public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            var random = new Random(HashCode.Combine(seed, name, type));
            var outcome = random.Next(3) > 0 ? DnsOutcome.Answer : Enum.GetValues<DnsOutcome>()[random.Next(Enum.GetValues<DnsOutcome>().Length)];
            var records = outcome == DnsOutcome.Answer ? Enumerable.Range(0, random.Next(1, 14)).Select(_ => Record(random, name, type)).ToArray() : [];
            return ValueTask.FromResult(new DnsAnswer { Name = name, Type = type, Outcome = outcome, Records = records });
        }

        private DnsRecord Record(Random random, DnsName name, DnsType type)
        {
            var octets = new byte[type == DnsType.A ? 4 : 16];
            random.NextBytes(octets);
            return type switch
            {
                DnsType.A => new ARecord(name, TimeSpan.Zero, new IPAddress(octets)),
                DnsType.AAAA => new AaaaRecord(name, TimeSpan.Zero, new IPAddress(octets)),
                DnsType.MX => new MxRecord(name, TimeSpan.Zero, 10, random.Next(4) == 0 ? DnsName.Root : DnsName.Parse($"m{random.Next(20)}.example")),
                DnsType.TXT => new TxtRecord(name, TimeSpan.Zero, [.. Strings(random)]),
                _ => new UnknownRecord(name, type, TimeSpan.Zero, octets),
            };
        }

        private IEnumerable<ReadOnlyMemory<byte>> Strings(Random random)
        {
            var text = random.Next(3) == 0 ? record : $"v=spf1 {string.Join(random.Next(2) == 0 ? " " : "", Enumerable.Range(0, random.Next(6)).Select(_ => Pieces[random.Next(Pieces.Length)]))}";
            return Encoding.Latin1.GetBytes(text).Chunk(255).Select(chunk => new ReadOnlyMemory<byte>(chunk));
        }
    }
}
