using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Waiting;

public sealed class DnsWaitLookTests
{
    private static readonly DnsName Owner = DnsName.Parse("a.example.test");
    private static readonly DnsRecordSet Nothing = new(Owner, DnsType.TXT, []);
    private static readonly DnsWaitServer Before = new() { Server = "192.0.2.1:53", Status = DnsWaitStatus.Unknown, OldTimeToLive = TimeSpan.FromSeconds(7) };

    [Theory]
    [InlineData(DnsOutcome.Timeout)]
    [InlineData(DnsOutcome.ServFail)]
    [InlineData(DnsOutcome.Refused)]
    public async Task A_wildcard_that_is_not_told_of_is_unknown(DnsOutcome outcome)
    {
        var now = await LookAsync((name, type) => name.Equals(Owner) ? Text(name, "x") : new DnsAnswer { Name = name, Type = type, Outcome = outcome });
        Assert.Equal((DnsWaitStatus.Unknown, null), (now.Status, now.Failure)); // it answered, and is not silent
    }

    [Fact]
    public async Task How_long_a_wildcard_is_kept_is_not_how_long_the_old_is()
    {
        var now = await LookAsync((name, _) => Text(name, "x"));
        Assert.Equal((DnsWaitStatus.Visible, TimeSpan.FromSeconds(7)), (now.Status, now.OldTimeToLive));
    }

    [Fact]
    public async Task No_two_looks_ask_for_the_same_name_below()
    {
        var asked = new List<DnsName>();
        for (var n = 0; n < 10; n++) await LookAsync((name, _) => { asked.Add(name); return Text(name, "x"); });
        Assert.Equal(10, asked.Where(name => !name.Equals(Owner)).Distinct().Count());
        Assert.All(asked, name => Assert.True(name.IsWithin(Owner)));
    }

    [Fact]
    public async Task An_alias_that_went_between_two_questions_is_unknown()
    {
        var now = await LookAsync((name, type) => type == DnsType.TXT
            ? Text(name, "x") with { Aliases = [new CnameRecord(name, TimeSpan.Zero, DnsName.Parse("b.example.test"))] }
            : new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.NoData, Authoritative = true });
        Assert.Equal(DnsWaitStatus.Unknown, now.Status);
    }

    [Fact]
    public async Task A_server_that_answers_after_all_has_no_failure()
    {
        var now = await DnsWaitLook.AtAsync(Before with { Failure = DnsOutcome.Unreachable }, Nothing, needsAuthority: true, (name, type) => Task.FromResult(new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.NxDomain, Authoritative = true }));
        Assert.Equal((DnsWaitStatus.Visible, null), (now.Status, now.Failure));
    }

    [Fact]
    public async Task A_resolver_is_told_by_who_answered()
    {
        var now = await DnsWaitLook.AtAsync(Before, Nothing, needsAuthority: false, (name, type) => Task.FromResult(new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.NxDomain, Server = new IPEndPoint(IPAddress.Loopback, 5353) }));
        Assert.Equal("127.0.0.1:5353", now.Server);
    }

    private static Task<DnsWaitServer> LookAsync(Func<DnsName, DnsType, DnsAnswer> answer) => DnsWaitLook.AtAsync(Before, Nothing, needsAuthority: true, (name, type) => Task.FromResult(answer(name, type)));

    private static DnsAnswer Text(DnsName name, string text) => new()
    {
        Name = name, Type = DnsType.TXT, Outcome = DnsOutcome.Answer, Authoritative = true, Records = [new TxtRecord(name, TimeSpan.FromHours(1), [System.Text.Encoding.ASCII.GetBytes(text)])],
    };
}
