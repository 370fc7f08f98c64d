using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

public sealed class DeliveryPartsTests
{
    [Theory]
    [InlineData("421 going", "4.3.2")]
    [InlineData("450 later", "4.2.0")]
    [InlineData("451 oops", "4.3.0")]
    [InlineData("452 full", "4.3.1")]
    [InlineData("454 no TLS", "4.7.0")]
    [InlineData("500 what", "5.5.2")]
    [InlineData("503 order", "5.5.1")]
    [InlineData("521 no mail", "5.3.2")]
    [InlineData("530 log in", "5.7.0")]
    [InlineData("535 wrong", "5.7.8")]
    [InlineData("550 no", "5.2.0")]
    [InlineData("556 null MX", "5.1.10")]
    [InlineData("571 blocked", "5.0.0")]
    [InlineData("250 ok", "2.0.0")]
    [InlineData("334 what", "4.0.0")]
    [InlineData("550 5.1.1 unknown", "5.1.1")]
    [InlineData("450 4.999.999 odd", "4.999.999")]
    [InlineData("450 5.1.1 a class that does not fit", "4.2.0")]
    [InlineData("550 5.1", "5.2.0")]
    public void A_reply_has_an_enhanced_status_code_of_its_class(string reply, string status) =>
        Assert.Equal(status, ReplyStatus.Of(new SmtpReply(int.Parse(reply[..3], CultureInfo.InvariantCulture), reply[4..])));

    [Fact]
    public void The_window_opens_by_one_for_a_round_and_closes_by_half()
    {
        var window = new ConcurrencyWindow(6);
        var limits = new List<int> { window.Limit };
        for (var n = 0; n < 30; n++)
        {
            if (window.Succeed()) limits.Add(window.Limit);
        }
        Assert.Equal([2, 3, 4, 5, 6], limits);
        window.Halve();
        Assert.Equal(3, window.Limit);
        window.Reduce();
        Assert.Equal(2, window.Limit);
        window.Halve();
        window.Halve();
        window.Reduce();
        Assert.Equal(1, window.Limit);
        Assert.True(window.Succeed());
        Assert.Equal(2, window.Limit);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(0)]
    public void The_window_never_closes(int max)
    {
        var window = new ConcurrencyWindow(max);
        Assert.Equal(1, window.Limit);
        Assert.False(window.Succeed());
    }

    [Fact]
    public void What_was_not_reached_is_remembered_for_a_while()
    {
        var time = new ManualClock();
        var addresses = new UnreachableAddresses(time);
        var one = new IPEndPoint(IPAddress.Loopback, 25);
        Assert.False(addresses.Contains(one));
        addresses.Add(one);
        time.Advance(TimeSpan.FromSeconds(119));
        Assert.True(addresses.Contains(one));
        Assert.False(addresses.Contains(new IPEndPoint(IPAddress.Loopback, 26)));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(addresses.Contains(one));
        addresses.Add(one);
        addresses.Remove(one);
        Assert.False(addresses.Contains(one));
    }

    [Fact]
    public void The_commands_of_a_transaction_are_whole_lines_whatever_an_envelope_holds() =>
        Prop.ForAll(
            ArbMap.Default.ArbFor<(NonNull<string>, NonNull<string>, NonNull<string>)>(),
            ArbMap.Default.ArbFor<(bool Dsn, bool Utf8, NonNull<string> Id)>(),
            (texts, more) =>
            {
                var (sender, recipient, original) = (texts.Item1.Get, texts.Item2.Get, texts.Item3.Get);
                var ehlo = EhloResponse.FromEhlo(new SmtpReply(250, ["mx", "SIZE", more.Dsn ? "DSN" : "X", "8BITMIME"]));
                var features = new ServerFeatures(ehlo);
                var envelope = new RelayEnvelope
                {
                    QueueId = "Q",
                    ReceivedAt = default,
                    Sender = sender,
                    EnvelopeId = more.Id.Get,
                    Return = DsnReturn.Full,
                    Recipients = [new RelayRecipient(recipient, DsnNotify.Success | DsnNotify.Delay, new OriginalRecipient("rfc822", original))],
                };
                var output = new ArrayBufferWriter<byte>();
                var plan = new TransferPlan(5, true, more.Utf8);
                var commands = 0;
                if (WireAddress.Read(sender) is { IsValid: true } from && ++commands > 0) TransactionWriter.Mail(output, envelope, from, plan, features);
                if (WireAddress.Read(recipient) is { IsValid: true } to && ++commands > 0) TransactionWriter.Rcpt(output, envelope.Recipients[0], to, plan, features);
                var text = Encoding.UTF8.GetString(output.WrittenSpan);
                return text.Split("\r\n").Length == commands + 1
                    && !text.Replace("\r\n", "", StringComparison.Ordinal).AsSpan().ContainsAny('\r', '\n', '\0');
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void The_end_of_a_header_is_found_wherever_the_message_is_split() =>
        Prop.ForAll(
            Gen.Elements("\r", "\n", "\r\n", "a", "\u00fc", ":").ListOf().Select(string.Concat).ToArbitrary(),
            ArbMap.Default.ArbFor<PositiveInt>(),
            (text, step) =>
            {
                var octets = Encoding.Latin1.GetBytes(text);
                var whole = new HeaderScan();
                whole.Feed(octets);
                var pieces = new HeaderScan();
                foreach (var piece in octets.Chunk(step.Get)) pieces.Feed(piece);
                var found = MessageHead.TryFindEnd(octets, 0, out var length, out _);
                return whole.HasEightBit == octets.AsSpan(0, length).ContainsAnyInRange((byte)128, (byte)255)
                    && pieces.HasEightBit == whole.HasEightBit && pieces.IsOver == whole.IsOver && whole.IsOver == (found || whole.HasEightBit);
            }).QuickCheckThrowOnFailure();
}
