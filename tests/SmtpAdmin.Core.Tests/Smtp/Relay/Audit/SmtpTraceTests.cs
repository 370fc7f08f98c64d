using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Audit;

public sealed class SmtpTraceTests : IDisposable
{
    private static readonly SmtpTraceEvent[] Story =
    [
        At(0, SmtpTraceKind.Connected) with { Session = "s1", Client = "10.0.0.7:4711" },
        At(1, SmtpTraceKind.Authenticated) with { Session = "s1", User = "ann" },
        At(2, SmtpTraceKind.Connected) with { Session = "s2" },
        At(3, SmtpTraceKind.Accepted) with { QueueId = "M1", Session = "s1", MessageId = "<1@example.org>", Sender = "ann@example.org", Recipients = ["bob@example.net", "carol@example.com"], Size = 10 },
        At(4, SmtpTraceKind.Accepted) with { QueueId = "M2", Session = "s2", MessageId = "<2@example.org>", Sender = "dan@example.org", Recipients = ["carol@example.com"] },
        At(5, SmtpTraceKind.Accepted) with { QueueId = "M3", Session = "s1", MessageId = "<3@example.org>", Sender = "Ann@Example.org", Recipients = ["eve+x@example.net"] },
        At(6, SmtpTraceKind.Delivered) with { QueueId = "M1", Recipients = ["carol@example.com"] },
        At(7, SmtpTraceKind.Failed) with { QueueId = "M1", Recipients = ["bob@example.net"], Reply = "550 5.1.1 no" },
        At(8, SmtpTraceKind.Bounced) with { QueueId = "B1", ReportOf = "M1", Sender = "", Recipients = ["ann@example.org"] },
        At(9, SmtpTraceKind.Done) with { QueueId = "M1" },
        At(10, SmtpTraceKind.Delivered) with { QueueId = "M2", Recipients = ["carol@example.com"] },
        At(11, SmtpTraceKind.Failed) with { QueueId = "B1", Recipients = ["ann@example.org"] },
        At(12, SmtpTraceKind.ReportSuppressed) with { QueueId = "B1", Sender = "", Recipients = ["ann@example.org"] },
        At(13, SmtpTraceKind.Bounced) with { QueueId = "B2", ReportOf = "B1", Recipients = ["postmaster@example.org"] },
        At(14, SmtpTraceKind.Delivered) with { QueueId = "B2", Recipients = ["postmaster@example.org"] },
        At(15, SmtpTraceKind.Refused) with { Session = "s2", Command = "RCPT TO:<x@example.org>", Reply = "550 5.7.1 no relaying" },
        At(16, SmtpTraceKind.Disconnected) with { Session = "s1" },
        At(17, SmtpTraceKind.Deferred) with { QueueId = "M3", Recipients = ["eve+x@example.net"], Text = "M1 is named here, and <1@example.org>" },
    ];

    private static readonly int[] OfM1 = [0, 1, 3, 6, 7, 8, 9, 11, 12, 13, 14, 16];
    private static readonly int[] OfM2 = [2, 4, 10, 15];
    private static readonly int[] OfM3 = [0, 1, 5, 16, 17];

    private readonly AuditFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    public static TheoryData<SmtpTraceFilter, int[]> Filters => new()
    {
        { new SmtpTraceFilter(), [.. Enumerable.Range(0, 18)] },
        { new SmtpTraceFilter { QueueId = "M1" }, OfM1 },
        { new SmtpTraceFilter { QueueId = "m1" }, OfM1 },
        { new SmtpTraceFilter { QueueId = "B1" }, [8, 11, 12, 13, 14] },
        { new SmtpTraceFilter { QueueId = "M" }, [] },
        { new SmtpTraceFilter { MessageId = "<2@example.org>" }, OfM2 },
        { new SmtpTraceFilter { MessageId = "2@example.org" }, OfM2 },
        { new SmtpTraceFilter { Sender = "dan@example.org" }, OfM2 },
        { new SmtpTraceFilter { Sender = "ann@example.org" }, Both(OfM1, OfM3) },
        { new SmtpTraceFilter { Sender = "ann@example.org", WholeStory = false }, [3, 5] },
        { new SmtpTraceFilter { Sender = "" }, [8, 11, 12, 13, 14] },
        { new SmtpTraceFilter { Sender = "<>", WholeStory = false }, [8, 12] },
        { new SmtpTraceFilter { Sender = "*", WholeStory = false }, [3, 4, 5, 8, 12] },
        { new SmtpTraceFilter { Recipient = "*@EXAMPLE.com" }, Both(OfM1, OfM2) },
        { new SmtpTraceFilter { Recipient = "eve+?@*" }, OfM3 },
        { new SmtpTraceFilter { Recipient = "eve?x@example.net" }, OfM3 },
        { new SmtpTraceFilter { Recipient = "nobody*" }, [] },
        { new SmtpTraceFilter { Kinds = [SmtpTraceKind.Deferred] }, OfM3 }, // by an event behind the one that names the session
        { new SmtpTraceFilter { Kinds = [SmtpTraceKind.Refused] }, [15] },
        { new SmtpTraceFilter { Kinds = [SmtpTraceKind.Refused, SmtpTraceKind.Deferred], WholeStory = false }, [15, 17] },
        { new SmtpTraceFilter { Since = Story[10].Time, Until = Story[10].Time }, OfM2 },
        { new SmtpTraceFilter { Since = Story[9].Time, Until = Story[9].Time }, OfM1 }, // with the report, which is told of before
        { new SmtpTraceFilter { Since = Story[15].Time, WholeStory = false }, [15, 16, 17] },
        { new SmtpTraceFilter { Until = Story[1].Time }, [0, 1] },
        { new SmtpTraceFilter { Sender = "ann*", Until = Story[3].Time }, OfM1 }, // whose reports come behind that time
    };

    [Theory, MemberData(nameof(Filters))]
    public async Task The_right_events_are_found_in_order(SmtpTraceFilter filter, int[] expected)
    {
        _folder.Write(0, Story);
        Assert.Equal(expected, await FindAsync(filter));
    }

    [Theory, MemberData(nameof(Filters))]
    public async Task The_right_events_are_found_across_files(SmtpTraceFilter filter, int[] expected)
    {
        for (var number = 0; number < Story.Length; number++) _folder.Write(number, Story[number]);
        Assert.Equal(expected, await FindAsync(filter));
    }

    [Fact]
    public async Task Files_that_lie_outside_the_time_asked_are_read_for_the_rest_of_a_story()
    {
        _folder.Write(0, Story[..5]);
        _folder.Write(3600, [.. Story[5..12].Select(entry => entry with { Time = entry.Time.AddHours(1) })]);
        _folder.Write(7200, [.. Story[12..].Select(entry => entry with { Time = entry.Time.AddHours(2) })]);
        var found = await _folder.ReadAsync(new SmtpTraceFilter { Sender = "ann@example.org", Recipient = "bob*", Since = Story[0].Time, Until = Story[0].Time.AddMinutes(1) });
        Assert.Equal(OfM1.Length, found.Count);
    }

    [Fact]
    public async Task Events_that_were_written_out_of_order_come_in_order()
    {
        _folder.Write(0, [.. Story.Reverse()]);
        Assert.Equal(Enumerable.Range(0, Story.Length), await FindAsync(new SmtpTraceFilter()));
    }

    [Fact]
    public async Task Damaged_lines_are_skipped_and_counted()
    {
        var path = _folder.Write(0, Story[..2]);
        await AppendAsync(path, "garbage\n{\"Time\":\"2026-11-03T09:00:00Z\",\"Kind\":\"Nonsense\"}\n\0\0\0\0\n\n{\"Time\":\"20");
        _folder.Write(2, Story[2..]);
        var trace = new SmtpTrace(_folder.Path);
        var count = 0;
        await foreach (var _ in trace.ReadAsync(new SmtpTraceFilter(), TestContext.Current.CancellationToken)) count++;
        Assert.Equal((Story.Length, 5), (count, trace.DamagedLines));
    }

    [Fact]
    public async Task What_the_relay_is_just_writing_is_no_damage()
    {
        var path = _folder.Write(0, Story);
        await AppendAsync(path, "{\"Time\":\"20");
        var trace = new SmtpTrace(_folder.Path);
        await foreach (var _ in trace.ReadAsync(new SmtpTraceFilter(), TestContext.Current.CancellationToken)) { }
        Assert.Equal(0, trace.DamagedLines);
    }

    [Fact]
    public async Task A_log_is_read_while_it_is_written()
    {
        await using var log = new AuditLog(_folder.Path, new SmtpRelayAudit(), TimeProvider.System);
        for (var round = 1; round <= 5; round++)
        {
            foreach (var entry in Story) log.Write(entry);
            for (var tries = 0; tries < 1000 && _folder.Lines.Length < round * Story.Length; tries++) await Task.Delay(5, TestContext.Current.CancellationToken);
            Assert.Equal(OfM2.Length * round, (await _folder.ReadAsync(new SmtpTraceFilter { QueueId = "M2" })).Count);
        }
    }

    [Fact]
    public async Task There_must_be_a_folder() => await Assert.ThrowsAsync<DirectoryNotFoundException>(() => _folder.ReadAsync());

    [Fact]
    public async Task Lines_longer_than_a_block_are_read()
    {
        var large = At(0, SmtpTraceKind.Accepted) with { QueueId = "L", Recipients = [.. Enumerable.Range(0, 50_000).Select(number => FormattableString.Invariant($"user{number}@example.net"))] };
        _folder.Write(0, large, Story[3]);
        Assert.Equal(50_000, Assert.Single(await _folder.ReadAsync(new SmtpTraceFilter { Recipient = "user49999@example.net" })).Recipients!.Count);
        Assert.Equal(2, (await _folder.ReadAsync()).Count);
    }

    [Fact]
    public async Task An_endless_line_takes_no_endless_memory_and_hides_nothing()
    {
        var path = _folder.Write(0, Story[..2]);
        await using (var file = new FileStream(path, FileMode.Append))
        {
            for (var number = 0; number < 70; number++) await file.WriteAsync(Encoding.ASCII.GetBytes(new string('x', 1024 * 1024)), TestContext.Current.CancellationToken);
        }
        await AppendAsync(path, "\n");
        _folder.Write(2, Story[2..]);
        var trace = new SmtpTrace(_folder.Path);
        var count = 0;
        await foreach (var _ in trace.ReadAsync(new SmtpTraceFilter(), TestContext.Current.CancellationToken)) count++;
        Assert.Equal((Story.Length, 1), (count, trace.DamagedLines));
    }

    /// <summary>The quick look at a line's octets never leaves out what the slow one finds.</summary>
    [Fact]
    public void The_quick_look_misses_nothing()
    {
        var text = Gen.Choose(0, 8).SelectMany(length => Gen.Elements("a", "A", "b", "@", ".", "+", "<", ">", "&", "'", "\"", "\\", "é", "\u202e", "\u007f", " ", "😀").ListOf(length)).Select(pieces => string.Concat(pieces));
        var pattern = from pieces in text.ListOf(3) from joker in Gen.Elements("*", "?", "") select string.Join(joker, pieces);
        var given = from address in text from wanted in Gen.OneOf(pattern, Gen.Constant(address), Gen.Constant($"*{address}"), Gen.Constant(address.ToUpperInvariant())) select (address, wanted);
        Prop.ForAll(given.ToArbitrary(), pair =>
        {
            var entry = At(0, SmtpTraceKind.Accepted) with { QueueId = "X", MessageId = pair.address, Sender = pair.address, Recipients = ["other", pair.address] };
            using var writer = new AuditLineWriter();
            writer.Write(entry);
            var line = writer.Written.Span[..^1].ToArray();
            foreach (var filter in new[] { new SmtpTraceFilter { Sender = pair.wanted }, new SmtpTraceFilter { Recipient = pair.wanted }, new SmtpTraceFilter { MessageId = pair.wanted } })
            {
                var match = new AuditMatch(filter);
                if (match.Matches(entry)) Assert.True(match.MayMatch(line), $"{pair.wanted} in {pair.address}");
            }
        }).QuickCheckThrowOnFailure();
    }

    private static SmtpTraceEvent At(int second, SmtpTraceKind kind) => AuditFolder.Event(second, kind);

    private static int[] Both(int[] first, int[] second) => [.. first.Union(second).Order()];

    private static Task AppendAsync(string path, string text) => File.AppendAllTextAsync(path, text, TestContext.Current.CancellationToken);

    private async Task<int[]> FindAsync(SmtpTraceFilter filter) =>
        [.. (await _folder.ReadAsync(filter)).Select(found => (int)(found.Time - Story[0].Time).TotalSeconds)];
}
