using System.Net;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>What holds for any mix of answers, of any list.</summary>
public sealed class DnsblReadingPropertyTests
{
    private static readonly DnsName Name = DnsName.Parse("4.3.2.1.bl.test");

    /// <summary>Octets that codes are made of, and others.</summary>
    private static readonly Gen<byte> Octet = Gen.Frequency(
        (6, Gen.Elements<byte>(0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 16, 24, 64, 127, 128, 254, 255)),
        (1, Gen.Choose(0, 255).Select(number => (byte)number)));

    private static readonly Gen<IPAddress> Code =
        from first in Gen.Frequency((9, Gen.Constant((byte)127)), (1, Octet))
        from second in Gen.Frequency((4, Gen.Constant((byte)0)), (1, Octet))
        from third in Octet
        from fourth in Octet
        select new IPAddress([first, second, third, fourth]);

    private static readonly Gen<DnsAnswer> Answer =
        from outcome in Gen.Frequency((8, Gen.Constant(DnsOutcome.Answer)), (2, Gen.Elements(Enum.GetValues<DnsOutcome>())))
        from count in Gen.Choose(1, 6)
        from codes in Code.ListOf(count)
        select new DnsAnswer
        {
            Name = Name,
            Type = DnsType.A,
            Outcome = outcome,
            // A resolver that is out of order may send codes along with a failure.
            Records = [.. codes.Select(code => new ARecord(Name, TimeSpan.FromMinutes(1), code))],
        };

    private static readonly Gen<DnsblProvider?> Provider = Gen.Frequency(
        (9, Gen.Elements(DnsblCatalogue.Default.Providers.ToArray()).Select(provider => (DnsblProvider?)provider)),
        (1, Gen.Constant((DnsblProvider?)null)));

    [Fact]
    public void Listed_is_only_what_the_list_documents_as_a_listing_or_any_code_where_it_says_so() => Holds((provider, answer, reading) =>
        reading.Status != DnsblStatus.Listed
        || (answer.Outcome == DnsOutcome.Answer
            && Addresses(answer).All(code => code[0] == 127)
            && Addresses(answer).Any(code => Documents(provider, code, DnsblCodeResult.Listed) || (IsAnyCodeListed(provider) && !IsDocumented(provider, code)))
            && !Addresses(answer).Any(code => Documents(provider, code, DnsblCodeResult.Refused))));

    [Fact]
    public void Nothing_but_an_answer_of_the_list_is_Allowed_or_NotListed() => Holds((provider, answer, reading) =>
        reading.Status is not (DnsblStatus.Allowed or DnsblStatus.NotListed)
        || answer.Outcome is DnsOutcome.NxDomain or DnsOutcome.NoData
        || (answer.Outcome == DnsOutcome.Answer && Addresses(answer).All(code =>
            Documents(provider, code, DnsblCodeResult.Allowed) || Documents(provider, code, DnsblCodeResult.Neutral))));

    [Fact]
    public void Allowed_takes_a_code_that_vouches() => Holds((provider, answer, reading) =>
        reading.Status != DnsblStatus.Allowed || Addresses(answer).Any(code => Documents(provider, code, DnsblCodeResult.Allowed)));

    [Fact]
    public void An_inconclusive_outcome_says_nothing_whatever_came_with_it() => Holds((_, answer, reading) =>
        answer.IsConclusive || (reading.Status is DnsblStatus.Unknown or DnsblStatus.Refused && reading.Problem is not null && reading.Codes.Count == 0));

    [Fact]
    public void What_refuses_or_is_outside_of_127_is_never_a_verdict() => Holds((provider, answer, reading) =>
        answer.Outcome != DnsOutcome.Answer
        || (Addresses(answer).Any(code => code[0] != 127) ? reading.Status == DnsblStatus.Broken
            : !Addresses(answer).Any(code => Documents(provider, code, DnsblCodeResult.Refused)) || reading.Status == DnsblStatus.Refused));

    [Fact]
    public void A_verdict_has_no_problem_and_the_lack_of_one_has() => Holds((_, _, reading) =>
        reading.Status is DnsblStatus.Listed or DnsblStatus.NotListed or DnsblStatus.Allowed == reading.Problem is null);

    [Fact]
    public void The_order_of_the_codes_does_not_matter() => Holds((provider, answer, reading) =>
        DnsblReading.Of(provider, answer with { Records = [.. answer.Records.Reverse()] }).Status == reading.Status);

    [Theory]
    [ClassData(typeof(InconclusiveOutcomes))]
    public async Task Nothing_inconclusive_ever_becomes_a_verdict_of_the_checker(DnsOutcome outcome)
    {
        foreach (var skip in new[] { false, true })
        {
            var dns = new StubResolver().List("bl.test").Fails("4.3.2.1.bl.test", DnsType.A, outcome);
            var result = Assert.Single(await Lists.CheckAsync(dns, [Lists.List("bl.test")], new DnsblOptions { SkipProviderTest = skip }, "1.2.3.4"));
            Assert.True(result.Status is DnsblStatus.Unknown or DnsblStatus.Refused, result.Status.ToString());
        }
    }

    private static void Holds(Func<DnsblProvider?, DnsAnswer, DnsblReading, bool> property) =>
        Prop.ForAll(Arb.From(Gen.Zip(Provider, Answer)), both => property(both.Item1, both.Item2, DnsblReading.Of(both.Item1, both.Item2)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    private static IEnumerable<byte[]> Addresses(DnsAnswer answer) => answer.Records.OfType<ARecord>().Select(record => record.Address.GetAddressBytes());

    private static bool IsAnyCodeListed(DnsblProvider? provider) => provider is null || provider.AnyCodeLists;

    private static bool IsDocumented(DnsblProvider? provider, byte[] code) => provider is not null && provider.Codes.Any(known => known.Code.Matches(code));

    private static bool Documents(DnsblProvider? provider, byte[] code, DnsblCodeResult result) =>
        provider is not null && provider.Codes.Any(known => known.Result == result && known.Code.Matches(code));
}
