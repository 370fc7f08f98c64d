using System.Text;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Bounces;

/// <summary>Reports that stand in <c>tests/data/reports</c>. Those files were read back with Python's <c>email</c> package when they were made.</summary>
public sealed class GoldenReportTests
{
    private static readonly Dictionary<string, Func<ReportBench, Task>> All = new(StringComparer.Ordinal)
    {
        ["bounce"] = bench => bench.BounceAsync(),
        ["bounce-two-recipients"] = bench =>
        {
            bench.Recipient = new RelayRecipient("bob@example.net", DsnNotify.Failure, new OriginalRecipient("rfc822", "robert@example.net"));
            bench.Envelope = bench.Envelope with { EnvelopeId = "job 42" };
            return bench.BounceAsync(bench.Unknown, new ReportedRecipient(1, "4.4.7", "expired after 5 days; the last word was: 451 4.7.1 greylisted, please try again later, or have a look at https://example.com/greylisting")
            {
                Server = "mx.example.com [192.0.2.1]:25", LastAttemptAt = bench.Time.GetUtcNow(),
            });
        },
        ["bounce-whole-message"] = bench =>
        {
            bench.Envelope = bench.Envelope with { Return = DsnReturn.Full };
            return bench.BounceAsync();
        },
        ["bounce-utf8-headers"] = bench =>
        {
            bench.Envelope = bench.Envelope with { SmtpUtf8 = true };
            bench.Recipient = new RelayRecipient("jörg@bücher.example");
            bench.Keep("Subject: Grüße\r\n\r\nbody\r\n"u8.ToArray());
            return bench.BounceAsync(bench.Unknown with { Status = "5.6.7", Text = "mx.example.net does not offer SMTPUTF8", IsReply = false });
        },
        ["bounce-smtputf8"] = bench =>
        {
            bench.Envelope = bench.Envelope with { SmtpUtf8 = true, Sender = "änn@example.org", Return = DsnReturn.Full };
            bench.Recipient = new RelayRecipient("jörg@bücher.example");
            bench.Keep("Subject: Grüße\r\n\r\nGrüße\r\n"u8.ToArray());
            return bench.BounceAsync();
        },
        ["bounce-damaged"] = bench =>
        {
            bench.Spool.DamagedFrom = 0;
            return bench.BounceAsync();
        },
        ["bounce-of-a-bounce"] = bench =>
        {
            bench.Envelope = bench.Envelope with { Sender = "", Kind = RelayMessageKind.Bounce, ReportOf = "0J3NT001", Client = null, HelloName = null };
            return bench.BounceAsync();
        },
        ["delay"] = bench => bench.SendAsync(RelayMessageKind.DelayNotice, new ReportedRecipient(0, "4.4.1", "mx.example.net did not answer within 30 seconds")
        {
            Server = "mx.example.net", LastAttemptAt = bench.Time.GetUtcNow(), RetryUntil = bench.Time.GetUtcNow().AddDays(5),
        }),
        ["success"] = bench =>
        {
            bench.Notify(DsnNotify.Success);
            return bench.SendAsync(RelayMessageKind.SuccessReport, new ReportedRecipient(0, "2.0.0", "250 2.0.0 OK, queued as 1234") { IsReply = true, Server = "mx.example.net" });
        },
    };

    public static TheoryData<string> Names => [.. All.Keys];

    [Theory, MemberData(nameof(Names))]
    public async Task A_report_is_the_one_on_file_octet_for_octet(string name)
    {
        var bench = new ReportBench("postmaster@example.org");
        await All[name](bench);
        ReadReport.Read(bench.Sent, smtpUtf8: name == "bounce-smtputf8");
        Assert.Equal(Encoding.UTF8.GetString(RepositoryFiles.Read("tests/data/reports", name + ".eml")), Encoding.UTF8.GetString(bench.Sent));
    }

    [Fact]
    public void Every_file_belongs_to_a_report() =>
        Assert.Equal(
            All.Keys.Order(StringComparer.Ordinal),
            RepositoryFiles.Names("tests/data/reports", "*.eml").Select(name => Path.GetFileNameWithoutExtension(name)).Order(StringComparer.Ordinal));
}
