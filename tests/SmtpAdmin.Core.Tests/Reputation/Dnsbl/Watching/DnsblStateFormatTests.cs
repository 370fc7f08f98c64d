using System.Text;
using System.Text.Json;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>What stands in a state file, and which spellings of it are read.</summary>
public sealed class DnsblStateFormatTests
{
    private const string Golden = """
        {"version":1,
        "tests":[
        {"zone":"bl.example","subject":"IPv4","passedAt":"2026-03-01T12:00:00Z"},
        {"zone":"bl.example","subject":"IPv6","passedAt":"2026-03-01T12:00:00Z"},
        {"zone":"dbl.example","subject":"Domain","passedAt":"2026-03-01T12:00:00Z"}
        ],
        "blind":[
        {"zone":"dead.example","since":"2026-03-01T12:00:00Z","checkedAt":"2026-03-02T12:00:00Z","told":true},
        {"zone":"{key}.dq.example","since":"2026-03-02T12:00:00Z","checkedAt":"2026-03-02T12:00:00Z"}
        ],
        "pairs":[
        {"target":"192.0.2.1","zone":"bl.example","status":"NotListed","checkedAt":"2026-03-01T12:00:00Z","pending":{"status":"Listed","codes":["127.0.0.2","127.0.0.4"],"runs":1,"since":"2026-03-01T12:00:00Z"}},
        {"target":"192.0.2.1","zone":"{key}.dq.example","status":"NotListed","checkedAt":"2026-03-01T12:00:00Z"},
        {"target":"2001:db8::1","zone":"allow.example","status":"Allowed","codes":["127.0.5.2"],"checkedAt":"2026-03-01T12:00:00.5Z"},
        {"target":"bücher.example","zone":"dbl.example","status":"NotListed","checkedAt":"2026-03-01T12:00:00Z"}
        ]}

        """;

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_file_has_an_entry_a_line_sorted_with_times_in_utc()
    {
        using var folder = new StateFolder();
        var blind = await folder.OpenAsync();
        blind.NoteList("dead.example", isBlind: true);
        await blind.SaveAsync(Token);
        folder.Time.Now += TimeSpan.FromDays(1);
        var watch = await folder.OpenAsync(confirmations: 2);
        watch.NoteList("{key}.dq.example", isBlind: true);
        watch.NoteList("dead.example", isBlind: true);
        watch.NoteList("bl.example", isBlind: false);
        folder.Time.Now -= TimeSpan.FromDays(1);
        watch.NotePassedTest("dbl.example", DnsblSubject.Domain);
        watch.NotePassedTest("bl.example", DnsblSubject.IPv6);
        watch.NotePassedTest("bl.example", DnsblSubject.IPv4);
        watch.Apply(folder.Result("bücher.example", "dbl.example", DnsblStatus.NotListed));
        watch.Apply(folder.Result("2001:db8::1", "allow.example", DnsblStatus.Allowed, "127.0.5.2") with { CheckedAt = new(2026, 3, 1, 14, 0, 0, 500, TimeSpan.FromHours(2)) });
        watch.Apply(folder.Result("192.0.2.1", "{key}.dq.example", DnsblStatus.NotListed));
        watch.Apply(folder.Result("192.0.2.1", "bl.example", DnsblStatus.Listed, "127.0.0.4", "127.0.0.2", "127.0.0.4"));
        watch.Apply(folder.Result("192.0.2.2", "bl.example", DnsblStatus.Unknown));
        await watch.SaveAsync(Token);
        Assert.Equal(Golden.ReplaceLineEndings("\n"), await File.ReadAllTextAsync(folder.StatePath, Token));
    }

    [Fact]
    public async Task What_is_read_is_written_the_same()
    {
        var state = await DnsblStateReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(Golden)), Token);
        using var again = new MemoryStream();
        await DnsblStateWriter.WriteAsync(again, state, Token);
        Assert.Equal(Golden.ReplaceLineEndings("\n"), Encoding.UTF8.GetString(again.ToArray()));
    }

    [Fact]
    public async Task A_file_may_come_in_pieces_split_anywhere()
    {
        var octets = Encoding.UTF8.GetBytes("\uFEFF" + Golden);
        for (var at = 0; at <= octets.Length; at++)
        {
            var state = await DnsblStateReader.ReadAsync(new PiecesStream(octets[..at], octets[at..]), Token);
            Assert.Equal((4, 3, 2), (state.Pairs.Count, state.Tests.Count, state.Blind.Count));
        }
        Assert.Equal(4, (await DnsblStateReader.ReadAsync(new PiecesStream([.. octets.Select(octet => new[] { octet })]), Token)).Pairs.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Another_spelling_of_the_same_JSON_is_read_as_well(bool isIndented)
    {
        var element = JsonSerializer.Deserialize<JsonElement>(Golden);
        var text = JsonSerializer.Serialize(element, isIndented ? Indented : JsonSerializerOptions.Default);
        text = text.Insert(1, """ "note":{"by":["hand",{"x":[1]}]}, """);
        var state = await DnsblStateReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(text)), Token);
        Assert.Equal(["127.0.0.2", "127.0.0.4"], state.Pairs[new("192.0.2.1", "BL.example")].Pending!.Codes);
        Assert.Equal(4, state.Pairs.Count);
    }

    [Fact]
    public async Task A_file_without_blind_lists_is_read_as_before_and_written_as_before()
    {
        var old = (Golden[..Golden.IndexOf("\"blind\"", StringComparison.Ordinal)] + Golden[Golden.IndexOf("\"pairs\"", StringComparison.Ordinal)..]).ReplaceLineEndings("\n");
        var state = await DnsblStateReader.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(old)), Token);
        Assert.Equal((4, 3, 0), (state.Pairs.Count, state.Tests.Count, state.Blind.Count));
        using var again = new MemoryStream();
        await DnsblStateWriter.WriteAsync(again, state, Token);
        Assert.Equal(old, Encoding.UTF8.GetString(again.ToArray()));
    }

    [Fact]
    public async Task Of_two_entries_for_a_blind_list_the_later_counts_in_any_case()
    {
        using var folder = new StateFolder();
        await File.WriteAllTextAsync(folder.StatePath, """
            {"version":1,"blind":[
            {"zone":"BL.example","since":"2026-02-01T10:00:00+01:00","checkedAt":"2026-03-01T11:00:00Z","told":true},
            {"zone":"bl.example","since":"2026-02-02T10:00:00Z","checkedAt":"2026-03-01T10:00:00Z"}],
            "pairs":[]}
            """, Token);
        Assert.Equal(new DnsblListNews(IsBlind: false, new(2026, 2, 1, 9, 0, 0, TimeSpan.Zero)), (await folder.OpenAsync()).NoteList("Bl.Example", isBlind: false));
    }

    [Fact]
    public async Task Of_two_entries_for_a_pair_the_later_counts_and_reordered_codes_are_the_same_codes()
    {
        using var folder = new StateFolder();
        await File.WriteAllTextAsync(folder.StatePath, """
            {"pairs":[
            {"target":"192.0.2.1","zone":"BL.example","status":"Listed","codes":["127.0.0.4","127.0.0.2"],"since":"2026-02-01T10:00:00+01:00","checkedAt":"2026-02-03T10:00:00Z","later":true},
            {"target":"192.0.2.1","zone":"bl.example","status":"NotListed","checkedAt":"2026-02-02T10:00:00Z"}],
            "version":1}
            """, Token);
        var result = (await folder.OpenAsync()).Apply(folder.Result(DnsblStatus.Listed, "127.0.0.2", "127.0.0.4"));
        Assert.Equal((null, new DateTimeOffset(2026, 2, 1, 9, 0, 0, TimeSpan.Zero)), (result.Change, result.Since));
    }

    [Fact]
    public async Task Names_are_the_same_in_any_case_and_any_script()
    {
        using var folder = new StateFolder();
        await folder.RunAsync(1, folder.Result("bücher.example", "dbl.example", DnsblStatus.Listed, "127.0.0.2"), folder.Result("例え.テスト", "dbl.example", DnsblStatus.Listed, "127.0.0.2"));
        var seen = await folder.RunAsync(
            1,
            folder.Result("BÜCHER.EXAMPLE", "DBL.Example", DnsblStatus.NotListed),
            folder.Result("例え.テスト", "dbl.example", DnsblStatus.NotListed),
            folder.Result("例えば.テスト", "dbl.example", DnsblStatus.Listed, "127.0.0.2"));
        Assert.Equal([DnsblChange.Removed, DnsblChange.Removed, DnsblChange.Added], seen.Select(result => result.Change!.Value));
        Assert.Contains("\"例え.テスト\"", await File.ReadAllTextAsync(folder.StatePath, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forty_thousand_pairs_are_written_and_read_in_pieces()
    {
        using var folder = new StateFolder();
        var watch = await folder.OpenAsync();
        for (var target = 0; target < 1000; target++)
        {
            for (var list = 0; list < 40; list++) watch.Apply(folder.Result($"192.0.{target / 256}.{target % 256}", $"list{list}.example", DnsblStatus.Listed, "127.0.0.2"));
        }
        await watch.SaveAsync(Token);

        var size = new FileInfo(folder.StatePath).Length;
        var state = new DnsblState();
        foreach (var pair in Enumerable.Range(0, 40_000)) state.Add(new() { Target = $"{pair}", Zone = "z", Status = DnsblStatus.NotListed, CheckedAt = folder.Time.Now });
        using var pieces = new PiecesStream([]);
        await DnsblStateWriter.WriteAsync(pieces, state, Token);
        Assert.InRange(pieces.LargestWrite, 1, 128 * 1024);
        Assert.InRange(size, 40_000 * 100, 40_000 * 300);

        var next = await folder.OpenAsync();
        Assert.True(next.WouldChange(folder.Result("192.0.3.231", "list39.example", DnsblStatus.NotListed)));
        Assert.False(next.WouldChange(folder.Result("192.0.3.231", "list39.example", DnsblStatus.Listed, "127.0.0.2")));
    }
}
