using System.Text;
using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Bounces;

/// <summary>Reports over a spool in memory, a queue that is a list, and a clock that stands still at 2026-11-03T09:05:07Z.</summary>
internal sealed class ReportBench
{
    public const long Number = 7;
    public const string Header = "Received: from printer (10.0.0.7)\r\n\tby relay.example.org with ESMTP id X;\r\n\tTue, 3 Nov 2026 09:00:00 +0000\r\nFrom: ann@example.org\r\nSubject: Hello\r\nMessage-ID: <1@example.org>\r\n";
    public const string Message = Header + "\r\nThe body, which is nobody's business.\r\n";

    private readonly RelayReports _reports;

    public ReportBench(string? postmaster = null, string hostName = "relay.example.org")
    {
        Time.Advance(new DateTimeOffset(2026, 11, 3, 9, 5, 7, TimeSpan.Zero) - Time.GetUtcNow());
        var options = new SmtpRelayOptions { SpoolPath = "/nowhere", HostName = hostName, Listeners = [], Routes = [], PostmasterAddress = postmaster };
        _reports = new RelayReports(Spool, envelope => Encoding.UTF8.GetBytes(envelope.QueueId), (number, envelope) => Queue.Add((number, envelope)), options, Log, Time);
        Keep(Encoding.UTF8.GetBytes(Message));
    }

    public ManualTime Time { get; } = new();

    public MemorySpool Spool { get; } = new() { BlockSize = 64, LastNumber = 999 };

    public MemoryLog Log { get; } = new();

    public List<(long Number, RelayEnvelope Envelope)> Queue { get; } = [];

    public RelayEnvelope Envelope { get; set; } = new()
    {
        QueueId = "0J3NT5D1",
        ReceivedAt = new DateTimeOffset(2026, 11, 3, 9, 0, 0, TimeSpan.Zero),
        Sender = "ann@example.org",
        Recipients = [new RelayRecipient("bob@example.net"), new RelayRecipient("carol@example.com")],
        MessageId = "<1@example.org>",
        Client = "10.0.0.7",
        HelloName = "printer",
    };

    public ReportedRecipient Unknown { get; set; } = new(0, "5.1.1", "550 5.1.1 <bob@example.net>: no such user here")
    {
        IsReply = true, Server = "mx.example.net", LastAttemptAt = new DateTimeOffset(2026, 11, 3, 9, 5, 6, TimeSpan.Zero),
    };

    public RelayRecipient Recipient
    {
        set => Envelope = Envelope with { Recipients = [value, .. Envelope.Recipients.Skip(1)] };
    }

    /// <summary>The only report that was made.</summary>
    public byte[] Sent => Spool[Assert.Single(Queue).Number];

    public Task<string?> BounceAsync(params ReportedRecipient[] recipients) => SendAsync(RelayMessageKind.Bounce, recipients);

    public Task<string?> SendAsync(RelayMessageKind kind, params ReportedRecipient[] recipients) =>
        _reports.SendAsync(Number, Envelope, kind, recipients.Length == 0 ? [Unknown] : recipients);

    public void Keep(byte[] message) => Spool.Keep(Number, message);

    public void Notify(DsnNotify notify) => Recipient = Envelope.Recipients[0] with { Notify = notify };
}
