using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Audit;

public sealed class AuditLineTests
{
    private static readonly SmtpTraceEvent Full = new()
    {
        Time = new DateTimeOffset(2026, 11, 3, 10, 5, 7, 123, TimeSpan.FromHours(1)),
        Kind = SmtpTraceKind.Deferred,
        QueueId = "132JTPR0",
        Session = "s1",
        MessageId = "<a+b@example.org>",
        Sender = "",
        Recipients = ["bob@example.net", "jörg@bücher.example"],
        Size = 4096,
        Client = "[::1]:4711",
        HelloName = "printer",
        User = "o'neil",
        Tls = "TLSv1.3 TLS_AES_256_GCM_SHA384",
        Command = "RCPT TO:<bob@example.net>",
        Reply = "451 4.7.1 \"try\" again",
        Status = "4.7.1",
        Server = "mx.example.net",
        EndPoint = "192.0.2.1:25",
        Attempts = 3,
        NextAttemptAt = new DateTimeOffset(2026, 11, 3, 9, 30, 0, TimeSpan.Zero),
        Duration = TimeSpan.FromMilliseconds(1234.567),
        ReportOf = "132JTPQX",
        ReportedRecipients = ["ann@example.net"],
        Text = "Grüße",
    };

    private static readonly string[] Alphabet =
        ["a", " ", "\"", "\\", "/", "<", "'", "\0", "\t", "\r", "\n", "\r\n", "\u001b[2J", "\u007f", "\u0085", "\u2028", "\u2029", "\u202e", "\u200b", "\ufeff", "é", "あ", "😀", "\ud800", "\udc00", "\"QueueId\":\"X\"", "\\u0022", "}\n{\"Time\":\""];

    private static readonly Gen<string> Hostile = Gen.Choose(0, 20).SelectMany(length => Gen.Elements(Alphabet).ListOf(length)).Select(pieces => string.Concat(pieces));

    [Fact]
    public void A_line_is_the_object_as_people_know_it()
    {
        const string line = """
            {"Time":"2026-11-03T09:05:07.123Z","Kind":"Deferred","QueueId":"132JTPR0","Session":"s1","MessageId":"<a+b@example.org>","Sender":"","Recipients":["bob@example.net","jörg@bücher.example"],"Size":4096,"Client":"[::1]:4711","HelloName":"printer","User":"o'neil","Tls":"TLSv1.3 TLS_AES_256_GCM_SHA384","Command":"RCPT TO:<bob@example.net>","Reply":"451 4.7.1 \"try\" again","Status":"4.7.1","Server":"mx.example.net","EndPoint":"192.0.2.1:25","Attempts":3,"NextAttemptAt":"2026-11-03T09:30:00Z","DurationMs":1234.567,"ReportOf":"132JTPQX","ReportedRecipients":["ann@example.net"],"Text":"Grüße"}

            """;
        Assert.Equal(line, Write(Full));
    }

    [Fact]
    public void Each_property_has_its_own_name_in_the_line()
    {
        using var line = JsonDocument.Parse(Write(Full));
        var names = typeof(SmtpTraceEvent).GetProperties().Where(property => property.PropertyType != typeof(TimeSpan?)).Select(property => property.Name); // a time span goes by its milliseconds
        Assert.Equal(names.Order(StringComparer.Ordinal), line.RootElement.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void What_is_null_is_left_out() =>
        Assert.Equal("{\"Time\":\"2026-11-03T09:00:00Z\",\"Kind\":\"Connected\"}\n", Write(AuditFolder.Event(0)));

    [Fact]
    public void A_line_is_read_back()
    {
        Assert.True(AuditLineReader.TryRead(Encoding.UTF8.GetBytes(Write(Full).TrimEnd()), out var read));
        Assert.Equivalent(Full with { Time = Full.Time.ToUniversalTime() }, read, strict: true);
        Assert.Equal(TimeSpan.Zero, read.Time.Offset);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_kind_is_read_back(SmtpTraceKind kind)
    {
        Assert.True(AuditLineReader.TryRead(Encoding.UTF8.GetBytes(Write(AuditFolder.Event(0, kind)).TrimEnd()), out var read));
        Assert.Equal(kind, read.Kind);
    }

    public static TheoryData<SmtpTraceKind> Kinds => [.. Enum.GetValues<SmtpTraceKind>()];

    [Fact]
    public void Whatever_a_stranger_says_takes_one_line_and_comes_back() => Prop.ForAll(Hostile.Two().ToArbitrary(), pair =>
    {
        var line = Write(Full with { HelloName = pair.Item1, Reply = pair.Item2, Recipients = [pair.Item1, pair.Item2] });
        Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
        Assert.DoesNotContain(line[..^1], character => char.IsControl(character) || PlainText.Clean($"{character}")[0] == '\uFFFD' && !char.IsSurrogate(character));
        using (var json = JsonDocument.Parse(line))
        {
            Assert.Equal(Whole(pair.Item1), json.RootElement.GetProperty("HelloName").GetString());
            Assert.Equal("132JTPR0", json.RootElement.GetProperty("QueueId").GetString());
        }
        Assert.True(AuditLineReader.TryRead(Encoding.UTF8.GetBytes(line[..^1]), out var read));
        Assert.Equal((Whole(pair.Item1), Whole(pair.Item2)), (read.HelloName, read.Reply));
        Assert.Equal([Whole(pair.Item1), Whole(pair.Item2)], read.Recipients!);
        // The octets that the reader looks for before it reads stand nowhere but where they belong.
        Assert.Equal(1, line.Split("\"QueueId\":\"").Length - 1);
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"Time":"2026-11-03T09:00:00Z"}""")]
    [InlineData("""{"Kind":"Connected"}""")]
    [InlineData("""{"Time":"yesterday","Kind":"Connected"}""")]
    [InlineData("""{"Time":"2026-11-03T09:00:00Z","Kind":"Exploded"}""")]
    [InlineData("""{"Time":"2026-11-03T09:00:00Z","Kind":7}""")]
    [InlineData("""{"Time":"2026-11-03T09:00:00Z","Kind":"Connected","Size":"big"}""")]
    [InlineData("""{"Time":"2026-11-03T09:00:00Z","Kind":"Connected","Size":1e99}""")]
    [InlineData("""{"Time":"2026-11-03T09:00:00Z","Kind":"Connected","Recipients":"bob"}""")]
    [InlineData("""{"Time":"2026-11-03T09:00:00Z","Kind":"Connected","Recipients":[["bob"]]}""")]
    [InlineData("""{"Time":"2026-11-03T09:00:00Z","Kind":"Connected","Text":"\ud800"}""")]
    [InlineData("""{"Time":"2026-11-03T09:00:00Z","Kind":"Connected"}{"Time":"2026-11-03T09:00:00Z"}""")]
    [InlineData("""{"Time":"2026-11-03T09:00:00Z","Kind":"Connec""")]
    public void A_damaged_line_is_told(string line) => Assert.False(AuditLineReader.TryRead(Encoding.UTF8.GetBytes(line), out _));

    [Fact]
    public void What_a_newer_version_adds_is_skipped()
    {
        Assert.True(AuditLineReader.TryRead("""{"Time":"2026-11-03T09:00:00Z","New":{"a":[1,{"b":2}]},"Kind":"Connected","Newer":"x"}"""u8, out var read));
        Assert.Equal(SmtpTraceKind.Connected, read.Kind);
    }

    [Fact]
    public void Any_octets_are_read_or_refused() => Prop.ForAll<byte[]>(octets => { AuditLineReader.TryRead(octets, out _); }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_line_that_is_cut_anywhere_is_damaged()
    {
        var line = Encoding.UTF8.GetBytes(Write(Full).TrimEnd());
        for (var length = 0; length < line.Length; length++) Assert.False(AuditLineReader.TryRead(line.AsSpan(0, length), out _));
    }

    private static string Write(SmtpTraceEvent entry)
    {
        using var writer = new AuditLineWriter();
        writer.Write(entry);
        return Encoding.UTF8.GetString(writer.Written.Span);
    }

    /// <summary>Half characters have no form in UTF-8.</summary>
    private static string Whole(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text));
}
