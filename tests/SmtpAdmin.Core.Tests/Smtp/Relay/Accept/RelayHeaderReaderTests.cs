using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

public sealed class RelayHeaderReaderTests
{
    private const string Message = "Received: by a;\r\n\tb\r\nMessage-ID:\r\n <1@example.test>\r\nDate: x\r\nreceived: c\r\nX: \r\n y\r\n\r\nbody\r\n\r\nDKIM-Signature: no\r\n";

    [Fact]
    public void However_a_message_is_cut_the_same_is_read()
    {
        var whole = Read(Message);
        Assert.Equal((2, "<1@example.test>", true, false), (whole.Reader.ReceivedCount, whole.Reader.MessageId, whole.Reader.HasDate, whole.Reader.IsSigned));
        Assert.Equal("body\r\n\r\nDKIM-Signature: no\r\n", whole.Body);
        for (var first = 0; first <= Message.Length; first++)
        {
            for (var second = first; second <= Message.Length; second += 7)
            {
                var cut = Read(Message[..first], Message[first..second], Message[second..]);
                Assert.Equal((whole.Head, whole.Body, Summary(whole.Reader)), (cut.Head, cut.Body, Summary(cut.Reader)));
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Date: x\r\n")]
    [InlineData("Date: x")]
    [InlineData("\r\n")]
    [InlineData("\r")]
    public void A_message_that_ends_early_is_all_header(string message)
    {
        var read = Read(message);
        Assert.True(read.Reader.IsComplete);
        Assert.Equal(message == "\r\n" ? "" : message, read.Head);
        Assert.Equal(message.StartsWith('D'), read.Reader.HasDate);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void It_takes_no_more_than_its_limit(int over)
    {
        var line = $"X: {new string('x', 1019)}\r\n";
        var fields = string.Concat(Enumerable.Repeat(line, RelayHeaderReader.MaxLength / line.Length));
        fields = "X" + fields[1..^2] + new string('x', over) + "\r\n";
        Assert.Equal(RelayHeaderReader.MaxLength + over, fields.Length);
        foreach (var pieces in new string[][] { [fields + "\r\nbody"], [fields, "\r\nbody"], [fields + "\r", "\nbody"], [.. fields.Chunk(1000).Select(chunk => new string(chunk)), "\r\nbody"] })
        {
            var read = Read(pieces);
            Assert.Equal((over == 0, over == 1), (read.Reader.IsComplete, read.Reader.IsTooLong));
            if (over == 0) Assert.Equal("body", read.Body);
        }
    }

    [Fact]
    public void Any_octets_are_read_the_same_in_one_piece_and_in_many() => Prop.ForAll(
        Gen.ArrayOf(Gen.Elements("Received: x\r\n", "Date:", "\r", "\n", "\r\n", " ", "<a@b>", "Message-ID: ", "\0", "é", "From x\r\n")).ToArbitrary(),
        Gen.Choose(1, 20).ToArbitrary(),
        (parts, size) =>
        {
            var message = string.Concat(parts);
            var (whole, cut) = (Read(message), Read([.. message.Chunk(size).Select(chunk => new string(chunk))]));
            Assert.Equal((whole.Head, whole.Body, Summary(whole.Reader)), (cut.Head, cut.Body, Summary(cut.Reader)));
        }).QuickCheckThrowOnFailure();

    private static string Summary(RelayHeaderReader reader) =>
        FormattableString.Invariant($"{reader.IsComplete} {reader.ReceivedCount} {reader.MessageId} {reader.HasMessageId} {reader.HasDate} {reader.IsSigned} {reader.BeginsWithText}");

    private static (RelayHeaderReader Reader, string? Head, string Body) Read(params string[] pieces)
    {
        var reader = new RelayHeaderReader();
        string? head = null;
        var body = new StringBuilder();
        foreach (var piece in pieces)
        {
            var wasComplete = reader.IsComplete;
            var octets = Encoding.Latin1.GetBytes(piece);
            var taken = reader.Append(octets, out var found);
            if (!wasComplete && reader.IsComplete) head = Encoding.Latin1.GetString(found.Span);
            body.Append(Encoding.Latin1.GetString(octets.AsSpan(taken)));
        }
        if (reader.Finish(out var last)) head = Encoding.Latin1.GetString(last.Span);
        return (reader, head, body.ToString());
    }
}
