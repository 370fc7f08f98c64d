using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

public class SmtpTestArgumentsTests
{
    public static TheoryData<string, Func<SmtpTestOptions, SmtpTestOptions>> Mistakes => new()
    {
        { "the host is missing", options => options with { Server = "" } },
        { "names a port", options => options with { Server = "mail.example.org:25" } },
        { "names no server", options => options with { Server = "http://mail.example.org" } },
        { "port is not a number", options => options with { Port = 70000 } },
        { "neither a host name", options => options with { HelloName = "a b" } },
        { "neither a host name", options => options with { HelloName = "[nonsense]" } },
        { "neither a host name", options => options with { HelloName = "[2001:db8::1]" } }, // RFC 5321 section 4.1.3
        { "neither a host name", options => options with { HelloName = "[127.1]" } },
        { "neither a host name", options => options with { HelloName = "[1]" } },
        { "neither a host name", options => options with { HelloName = "[IPv6:fe80::1%lo]" } },
        { "neither a host name", options => options with { HelloName = "[IPv6:fe80::1%1]" } },
        { "neither a host name", options => options with { HelloName = "192.0.2.1" } }, // RFC 5321 section 4.1.1.1
        { "neither a host name", options => options with { HelloName = "2001:db8::1" } },
        { "not of the family", options => options with { LocalAddress = System.Net.IPAddress.Loopback, AddressFamily = SmtpAddressFamily.IPv6Only } },
        { "stands alone", options => options with { Dsn = DsnNotify.Never | DsnNotify.Success } },
        { "without TLS", options => options with { RequireTls = true, Security = SmtpSecurity.None } },
        { "cannot be skipped", options => options with { RequireTls = true, SkipCertificateCheck = true } },
        { "without credentials", options => options with { AuthMechanism = "PLAIN" } },
        { "no mechanism for a password", options => options with { AuthMechanism = "XOAUTH2", Credentials = SaslCredentials.FromPassword("a", "b") } },
        { "give -Credential or -AccessToken", options => options with { StopAfter = SmtpStage.Auth } },
        { "another -Security", options => options with { StopAfter = SmtpStage.StartTls, Security = SmtpSecurity.None } },
        { "-IPv4Only asks for", options => options with { LocalAddress = System.Net.IPAddress.IPv6Loopback, AddressFamily = SmtpAddressFamily.IPv4Only } },
        { "no recipient: give -To", options => options with { To = [] } },
        { "no message", options => options with { Message = null } },
        { "time limit", options => options with { Timeouts = new SmtpTestTimeouts { Stage = TimeSpan.Zero } } },
        { "time limit", options => options with { Timeouts = new SmtpTestTimeouts { Quit = Timeout.InfiniteTimeSpan } } },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void A_mistake_is_an_error_before_anything_is_tried(string why, Func<SmtpTestOptions, SmtpTestOptions> make)
    {
        var bench = new TestBench();
        var tester = new SmtpTester(bench.Resolver, bench.Time, bench.Network);
        var problem = Assert.Throws<ArgumentException>(() => tester.RunAsync(make(TestBench.Options), null, TestContext.Current.CancellationToken));
        Assert.Contains(why, problem.Message, StringComparison.Ordinal);
        Assert.Null(problem.ParamName); // the message goes to a person, who knows parameters of other names
    }

    [Theory]
    [InlineData("a\u001b[31mb")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u200Fb c")]
    [InlineData("[a\nb]")]
    public void What_was_typed_is_told_back_harmlessly(string text)
    {
        foreach (var options in new[] { TestBench.Options with { HelloName = text }, TestBench.Options with { Server = text }, TestBench.Options with { AuthMechanism = text } })
        {
            var problem = Assert.Throws<ArgumentException>(() => SmtpTestArguments.Check(options));
            Assert.DoesNotContain(problem.Message, character => char.IsControl(character) || character is '\u202E' or '\u200F');
            Assert.Contains("\uFFFD", problem.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_probe_needs_neither_recipient_nor_message() =>
        SmtpTestArguments.Check(new SmtpTestOptions { Server = "mail.example.org", StopAfter = SmtpStage.MailFrom });

    [Theory]
    [InlineData("client.example.org")]
    [InlineData("localhost")]
    [InlineData("[192.0.2.1]")]
    [InlineData("[IPv6:2001:db8::1]")]
    [InlineData("bücher.example")]
    public void A_hello_name_is_a_host_name_or_a_literal(string name) => SmtpTestArguments.Check(TestBench.Options with { HelloName = name });

    [Theory]
    [InlineData(null, SmtpSecurity.Auto, false, 25, false)]
    [InlineData(null, SmtpSecurity.Auto, true, 587, false)]
    [InlineData(null, SmtpSecurity.Implicit, true, 465, true)]
    [InlineData(465, SmtpSecurity.Auto, false, 465, true)]
    [InlineData(465, SmtpSecurity.StartTls, false, 465, false)]
    [InlineData(2525, SmtpSecurity.Auto, false, 2525, false)]
    [InlineData(2525, SmtpSecurity.Implicit, false, 2525, true)]
    public void The_port_and_the_kind_of_TLS_follow_from_each_other(int? port, SmtpSecurity security, bool credentials, int expected, bool isImplicit)
    {
        var options = TestBench.Options with { Port = port, Security = security, Credentials = credentials ? SaslCredentials.FromPassword("a", "b") : null };
        Assert.Equal((expected, isImplicit), (options.EffectivePort, options.UsesImplicitTls));
    }
}
