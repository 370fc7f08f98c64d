using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Diagnosis;

public class CauseFinderTests
{
    public static TheoryData<int, string> Samples
    {
        get
        {
            var data = new TheoryData<int, string>();
            for (var at = 0; at < CauseSample.All.Count; at++) data.Add(at, CauseSample.All[at].ToString());
            return data;
        }
    }

    [Theory, MemberData(nameof(Samples))]
    public void A_failure_on_file_is_known_by_its_rule_and_by_no_other(int index, string description)
    {
        var sample = CauseSample.All[index];
        var findings = sample.Find();
        Assert.Equal(
            sample.Also.Append(sample.Rule).Order(StringComparer.Ordinal),
            findings.Select(finding => finding.Code).Order(StringComparer.Ordinal));
        var finding = findings.Single(finding => finding.Code == sample.Rule);
        Assert.Equal(sample.Severity, finding.Severity);
        Assert.DoesNotContain("(unknown)", $"{finding.Message} {finding.Remedy}", StringComparison.Ordinal);
        Assert.NotEmpty(description);
    }

    [Fact]
    public void Every_rule_has_a_failure_on_file() =>
        Assert.Empty(CauseRules.All.Select(rule => rule.Id).Except(CauseSample.All.Select(sample => sample.Rule)));

    [Fact]
    public void Every_rule_is_complete_and_stands_once()
    {
        Assert.Equal(CauseRules.All.Count, CauseRules.All.Select(rule => rule.Id).Distinct().Count());
        Assert.All(CauseRules.All, rule =>
        {
            Assert.Matches("^[A-Z0-9]+(-[A-Z0-9]+)*$", rule.Id);
            Assert.NotEmpty(rule.When);
            Assert.EndsWith(".", rule.Remedy, StringComparison.Ordinal);
            Assert.NotEmpty(rule.Cause);
            Assert.NotEmpty(rule.Reference);
            Assert.Empty(rule.Unless.Except(CauseRules.All.Select(other => other.Id)));
            var unknown = Regex.Matches(rule.Cause + rule.Remedy, @"(?<!\$)\{([A-Za-z]+)\}").Select(match => match.Groups[1].Value).Except(CauseText.Placeholders);
            Assert.Empty(unknown);
        });
    }

    [Fact]
    public void The_rules_know_every_provider_that_they_name() =>
        Assert.All(CauseRules.All.SelectMany(rule => rule.When).SelectMany(matcher => matcher.Providers), name => Assert.NotNull(MailProviders.Find(name)));

    [Fact]
    public void Every_failure_at_every_stage_has_a_finding_with_a_remedy()
    {
        foreach (var stage in Enum.GetValues<SmtpStage>())
        {
            foreach (var kind in Enum.GetValues<SmtpFailureKind>().Where(kind => kind != SmtpFailureKind.None))
            {
                var sample = new CauseSample { Rule = "", Stage = stage, Failure = kind, Reply = kind == SmtpFailureKind.Reply ? "559 what is this" : null, Text = "something" };
                Assert.Contains(sample.Find(), finding => finding.Remedy.Length > 0 && finding.Severity > FindingSeverity.Information);
            }
        }
    }

    [Fact]
    public void A_test_in_good_order_has_no_finding() => Assert.Empty(new CauseSample { Rule = "" }.Find());

    [Fact]
    public void A_refusal_that_no_rule_knows_is_told_in_the_servers_words()
    {
        var finding = Assert.Single(new CauseSample { Rule = "", Stage = SmtpStage.RcptTo, Reply = "550 5.0.0 Computer says no" }.Find());
        Assert.Equal("SERVER-REFUSED", finding.Code);
        Assert.Contains("550 5.0.0 Computer says no", finding.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipients_refused_for_one_reason_share_a_finding_and_others_have_their_own()
    {
        var sample = new CauseSample { Rule = "", Stage = SmtpStage.RcptTo, Reply = "550 5.1.1 User unknown" };
        var stages = sample.Result().Stages.SkipLast(1).ToList();
        stages.Add(Refused("a@example.net", "550 5.1.1 User unknown"));
        stages.Add(Refused("b@example.net", "450 4.2.0 Greylisted, come back"));
        stages.Add(new SmtpStageResult(SmtpStage.RcptTo, true, 1, new SmtpReply(250, "2.1.5 Ok"), "Ok") { Recipient = "c@example.net" });
        stages.Add(Refused("d@example.net", "550 5.1.1 No such user"));

        var findings = CauseFinder.Find(sample.Result() with { Stages = stages }, sample.Context());

        Assert.Equal(["MAILBOX-UNKNOWN", "GREYLISTED"], findings.Select(finding => finding.Code));
        Assert.Contains("a@example.net, d@example.net", findings[0].Message, StringComparison.Ordinal);
        Assert.Contains("b@example.net", stages[^3].Recipient!, StringComparison.Ordinal);
        Assert.DoesNotContain("c@example.net", findings[0].Message, StringComparison.Ordinal);

        static SmtpStageResult Refused(string recipient, string reply) =>
            new(SmtpStage.RcptTo, false, 1, CauseSample.ParseReply(reply), CauseSample.ParseReply(reply).Text) { Recipient = recipient };
    }

    [Fact]
    public void Only_mechanisms_that_send_the_secret_itself_are_named_as_taken_in_the_clear()
    {
        string[] many = ["SCRAM-SHA-256", "SCRAM-SHA-1", "CRAM-MD5", "DIGEST-MD5", "NTLM", "GSSAPI", "plain", "LOGIN", "XOAUTH2", "OAUTHBEARER"];
        var finding = Assert.Single(new CauseSample { Rule = "", AuthBeforeTls = many }.Find());
        Assert.Equal("AUTH-BEFORE-TLS", finding.Code);
        Assert.Contains(" takes plain, LOGIN, XOAUTH2, OAUTHBEARER before ", finding.Message, StringComparison.Ordinal);
        Assert.Empty(new CauseSample { Rule = "", AuthBeforeTls = many[..6] }.Find());
    }

    [Theory]
    [InlineData("mail.example.net", "mail.example.net (192.0.2.25)")]
    [InlineData("192.0.2.25", "192.0.2.25")]
    public void A_server_given_by_its_address_is_named_once(string server, string shown)
    {
        var sample = new CauseSample { Rule = "", Server = server, Stage = SmtpStage.Connect, Failure = SmtpFailureKind.ConnectRefused, Port = 587, Text = "Connection refused." };
        Assert.StartsWith($"{shown} refuses connections", Assert.Single(sample.Find()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(SmtpFailureKind.NameNotFound, SmtpStage.Resolve, "mail.example.net does not exist.", "There is no address to connect to: mail.example.net does not exist.")]
    [InlineData(SmtpFailureKind.NullMx, SmtpStage.Resolve, "The domain mail.example.net takes no mail: its MX is the root (null MX, RFC 7505).", "The domain mail.example.net takes no mail: its only MX record is the null MX.")]
    [InlineData(SmtpFailureKind.MessageTooBig, SmtpStage.MailFrom, "The message has 20000000 octets; the server takes 1000 at most.", "The message (20000000 octets) is larger than mail.example.net takes (1000 octets).")]
    [InlineData(SmtpFailureKind.AuthMechanismNotOffered, SmtpStage.Auth, "The server offers NTLM; we need PLAIN.", "No log-in mechanism fits both the server and this test: The server offers NTLM; we need PLAIN.")]
    public void A_finding_says_nothing_twice(SmtpFailureKind kind, SmtpStage stage, string text, string message) =>
        Assert.Equal(message, Assert.Single(new CauseSample { Rule = "", Stage = stage, Failure = kind, Text = text, MaxSize = 1000, Encrypted = stage > SmtpStage.Resolve }.Find()).Message);

    [Fact]
    public void The_limit_that_a_server_refuses_a_message_by_is_told_with_its_own_words()
    {
        var finding = Assert.Single(new CauseSample { Rule = "", Stage = SmtpStage.MailFrom, Reply = "552 5.3.4 Too big for me", MaxSize = 1000 }.Find());
        Assert.Equal("The message (20000000 octets) is larger than mail.example.net takes (1000 octets): 552 5.3.4 Too big for me", finding.Message);
    }

    [Theory]
    [InlineData(SmtpAddressFamily.IPv6Only, null, "mail.example.net has no IPv6 address, and with -IPv6Only no other is tried.", "Leave -IPv6Only out, or name a server that has an IPv6 address.")]
    [InlineData(SmtpAddressFamily.IPv4Only, null, "mail.example.net has no IPv4 address, and with -IPv4Only no other is tried.", "Leave -IPv4Only out, or name a server that has an IPv4 address.")]
    [InlineData(SmtpAddressFamily.Any, "2001:db8::7", "mail.example.net has no IPv6 address, and with -LocalAddress 2001:db8::7 no other is tried.", "Leave -LocalAddress 2001:db8::7 out, or name a server that has an IPv6 address.")]
    [InlineData(SmtpAddressFamily.IPv4Only, "192.0.2.7", "mail.example.net has no IPv4 address, and with -IPv4Only and -LocalAddress 192.0.2.7 no other is tried.", "Leave -IPv4Only and -LocalAddress 192.0.2.7 out, or name a server that has an IPv4 address.")]
    public void A_family_without_an_address_names_the_parameters_that_ask_for_it(SmtpAddressFamily family, string? local, string message, string remedy)
    {
        var sample = new CauseSample { Rule = "", Stage = SmtpStage.Resolve, Failure = SmtpFailureKind.NoAddressOfFamily, Family = family, Local = local, Text = "None." };
        var finding = Assert.Single(sample.Find());
        Assert.Equal(("NO-ADDRESS-OF-FAMILY", message, remedy), (finding.Code, finding.Message, finding.Remedy));
    }

    [Fact]
    public void A_refused_recipient_is_told_though_the_session_then_broke()
    {
        var sample = new CauseSample { Rule = "", Stage = SmtpStage.RcptTo, Failure = SmtpFailureKind.Timeout, Text = "Time was up." };
        var result = sample.Result();
        var refused = new SmtpStageResult(SmtpStage.RcptTo, false, 1, new SmtpReply(550, "5.1.1 User unknown"), "User unknown") { Recipient = "x@example.net" };
        var findings = CauseFinder.Find(result with { Stages = [.. result.Stages.SkipLast(1), refused, result.Stages[^1]] }, sample.Context());
        Assert.Equal(["MAILBOX-UNKNOWN", "SESSION-TIMEOUT"], findings.Select(finding => finding.Code));
    }

    [Fact]
    public void A_certificate_fault_behind_a_positive_reply_is_not_taken_for_a_refusal()
    {
        var sample = new CauseSample { Rule = "", Stage = SmtpStage.StartTls, Failure = SmtpFailureKind.TlsCertificate, Reply = "220 2.0.0 Ready to start TLS", Tls = new CauseSample.TlsSample { NameMatches = false } };
        Assert.Equal("CERT-WRONG-NAME", Assert.Single(sample.Find()).Code);
    }

    [Fact]
    public void A_failed_quit_behind_a_sent_message_is_no_finding()
    {
        var result = new CauseSample { Rule = "" }.Result();
        var quit = new SmtpStageResult(SmtpStage.Quit, false, 1, null, "The server closed the connection.");
        Assert.Empty(CauseFinder.Find(result with { Stages = [.. result.Stages.SkipLast(1), quit] }, new CauseSample { Rule = "" }.Context()));
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(13, true)]
    [InlineData(0, true)]
    public void A_certificate_is_about_to_expire_below_fourteen_days(int days, bool soon)
    {
        var findings = new CauseSample { Rule = "", Tls = new CauseSample.TlsSample { NotAfterDays = days } }.Find();
        Assert.Equal(soon, findings.Any(finding => finding.Code == "CERT-EXPIRES-SOON"));
    }

    [Fact]
    public void What_a_server_says_cannot_reach_the_terminal_as_a_command()
    {
        var sample = new CauseSample { Rule = "", Stage = SmtpStage.RcptTo, Reply = "550 5.0.0 \u001b[2J\u0007\u202e\u2028no {server} {reply} " + new string('x', 10_000) };
        var finding = Assert.Single(sample.Find());
        Assert.DoesNotContain(finding.Message, character => char.IsControl(character) || character is '\u202e' or '\u2028');
        Assert.Contains("{server} {reply}", finding.Message, StringComparison.Ordinal);
        Assert.True(finding.Message.Length < 1000);
    }

    [Fact]
    public void Any_reply_at_any_stage_gets_findings_that_do_not_repeat() => Prop.ForAll(
        Gen.Elements(Enum.GetValues<SmtpStage>()).SelectMany(stage =>
            Gen.Choose(200, 599).SelectMany(code =>
                Gen.Elements("5.7.1 ", "4.7.1 ", "5.7.26 ", "relay ", "denied ", "spf ", "DMARC", "helo ", "rejected ", "greylist", "blocked ", "\0", "é", "<a@b>: ", "(", "*", "\\").ListOf()
                    .Select(pieces => (stage, code, text: string.Concat(pieces))))).ToArbitrary(),
        given =>
        {
            var findings = new CauseSample { Rule = "", Stage = given.stage, Reply = $"{given.code} {given.text}" }.Find();
            Assert.NotEmpty(findings);
            Assert.Equal(findings.Count, findings.Select(finding => finding.Code).Distinct().Count());
        }).QuickCheckThrowOnFailure();
}
