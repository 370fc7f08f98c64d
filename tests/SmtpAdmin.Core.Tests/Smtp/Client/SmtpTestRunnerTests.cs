using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Dns;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

/// <summary>From what a person asks for to the tests of single servers.</summary>
public class SmtpTestRunnerTests
{
    private const string Greets = "S: 220 hi\nC: QUIT\nS: 221 bye";

    private readonly StubResolver _resolver = new();
    private readonly ScriptedConnector _network = new();

    private static SmtpTestRequest Request => new()
    {
        Server = new SmtpServerName("192.0.2.1", 25),
        From = NamedAddress.Parse("a@example.org"),
        To = [NamedAddress.Parse("b@example.net")],
    };

    private static SmtpTestRequest ViaMx => Request with { Server = null, ViaMx = true, Options = Request.Options with { StopAfter = SmtpStage.Banner } };

    public static TheoryData<string, Func<SmtpTestRequest, SmtpTestRequest>> Mistakes => new()
    {
        { "There is no sender: give -From.", request => request with { From = null } },
        { "There is no recipient: give -To.", request => request with { To = [] } },
        { "There is no recipient: give -To.", request => request with { To = [], Options = request.Options with { StopAfter = SmtpStage.RcptTo } } },
        { "There is no recipient: give -To.", request => request with { To = [], Server = null, ViaMx = true, Options = request.Options with { StopAfter = SmtpStage.Ehlo } } },
        { "There is no server to test: give -Server, -Provider or -ViaMx.", request => request with { Server = null } },
        { "'192.0.2.1:25' names a port, and -Port 26 another one.", request => request with { Options = request.Options with { Port = 26 } } },
        { "There is no one to log in: give -Credential or -AccessToken.", request => request with { Options = request.Options with { StopAfter = SmtpStage.Auth } } },
        { "An attachment's name has 1 to 1000 characters.", request => request with { Attachments = [Attachment(new string('x', 1001))] } },
        { "An attachment's name has 1 to 1000 characters.", request => request with { Attachments = [Attachment("")] } },
        { "An attachment's name has a line end", request => request with { Attachments = [Attachment("a\r\nBcc: c@example.net")] } },
        { "The header 'Bcc' cannot be set", request => request with { Headers = [new MessageHeader("Bcc", "c@example.net")] } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_an_error_before_any_server_is_bothered(string message, Func<SmtpTestRequest, SmtpTestRequest> make)
    {
        var problem = Assert.ThrowsAny<ArgumentException>(() => Runner().RunAsync(make(Request), null, TestContext.Current.CancellationToken));
        Assert.StartsWith(message, Refusal.Text(problem), StringComparison.Ordinal);
        Assert.Empty(_network.Tried);
    }

    [Fact]
    public async Task What_is_wrong_with_one_mail_host_stands_in_the_row_of_that_host()
    {
        _resolver.Mx("example.net", (10, "one.example.net"), (20, "gone.example.net"), (30, "two.example.net"))
            .A("one.example.net", "192.0.2.1").A("two.example.net", "192.0.2.2", "192.0.2.3");
        _network.On("192.0.2.1:25", Greets).On("192.0.2.2:25", Greets).On("192.0.2.3:25", Greets);

        var results = await RunAsync(ViaMx);

        Assert.Equal(["one.example.net", "gone.example.net", "two.example.net", "two.example.net"], results.Select(result => result.Server));
        Assert.Equal(["", "MX-NO-ADDRESS NAME-NOT-FOUND", "", ""], results.Select(Codes));
    }

    [Fact]
    public async Task What_is_wrong_with_a_host_of_several_addresses_is_said_once()
    {
        _resolver.Mx("example.net", (10, "one.example.net"), (20, "alias.example.net")).A("one.example.net", "192.0.2.1")
            .Alias("alias.example.net", DnsType.A, "two.example.net", Record("192.0.2.2"), Record("192.0.2.3"));
        _network.On("192.0.2.1:25", Greets).On("192.0.2.2:25", Greets).On("192.0.2.3:25", Greets);
        Assert.Equal(["", "MX-IS-ALIAS", ""], (await RunAsync(ViaMx)).Select(Codes));
    }

    [Fact]
    public async Task A_mail_host_that_is_no_host_name_is_a_result_and_the_others_are_tested()
    {
        _resolver.Mx("example.net", (10, "a\\032b.example.net"), (20, "one.example.net")).A("one.example.net", "192.0.2.1");
        _network.On("192.0.2.1:25", Greets);

        var results = await RunAsync(ViaMx);

        Assert.Equal([SmtpTestStatus.Failed, SmtpTestStatus.Stopped], results.Select(result => result.Status));
        Assert.Equal(SmtpStage.Resolve, results[0].FailedStage);
        Assert.Contains("no host name", results[0].Stages[0].Text, StringComparison.Ordinal);
        Assert.NotEmpty(results[0].Findings);
    }

    [Fact]
    public async Task Finding_the_mail_hosts_takes_no_longer_than_a_stage_may()
    {
        var request = ViaMx with { Options = ViaMx.Options with { Timeouts = new SmtpTestTimeouts { Stage = TimeSpan.FromMilliseconds(50) } } };
        var runner = new SmtpTestRunner(new SilentResolver(), TimeProvider.System, _network);
        var results = new List<SmtpTestResult>();
        await foreach (var one in runner.RunAsync(request, null, TestContext.Current.CancellationToken)) results.Add(one);
        var result = Assert.Single(results);
        Assert.Equal(SmtpFailureKind.NameUnknown, result.FailureKind);
        Assert.Equal(SmtpStage.Resolve, result.FailedStage);
    }

    private sealed class SilentResolver : IDnsResolver
    {
        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("Infinity has ended.");
        }
    }

    [Fact]
    public async Task What_is_wrong_with_the_domain_stands_in_its_first_row()
    {
        _resolver.Mx("example.net", (0, "."), (10, "one.example.net"), (20, "192.0.2.9"), (30, "gone.example.net")).A("one.example.net", "192.0.2.1");
        _network.On("192.0.2.1:25", Greets);
        Assert.Equal(["MX-NULL-AMONG-OTHERS MX-IS-ADDRESS", "MX-NO-ADDRESS NAME-NOT-FOUND"], (await RunAsync(ViaMx)).Select(Codes));
    }

    private static MessageAttachment Attachment(string name) => new(name, "text/plain", Encoding.UTF8.GetBytes("text"));

    private static ARecord Record(string address) => new(DnsName.Parse("two.example.net"), TimeSpan.FromHours(1), System.Net.IPAddress.Parse(address));

    private static string Codes(SmtpTestResult result) => string.Join(' ', result.Findings.Select(finding => finding.Code));

    private SmtpTestRunner Runner() => new(_resolver, new ManualTime(), _network);

    private async Task<List<SmtpTestResult>> RunAsync(SmtpTestRequest request)
    {
        var results = new List<SmtpTestResult>();
        await foreach (var result in Runner().RunAsync(request, null, TestContext.Current.CancellationToken)) results.Add(result);
        return results;
    }
}
