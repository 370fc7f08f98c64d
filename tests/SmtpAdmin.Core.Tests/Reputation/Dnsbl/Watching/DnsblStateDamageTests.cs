using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Files that are no state, or not a whole one.</summary>
public sealed class DnsblStateDamageTests
{
    private const string Sound = """
        {"version":1,
        "tests":[
        {"zone":"bl.example","subject":"IPv4","passedAt":"2026-03-01T10:00:00Z"}
        ],
        "blind":[
        {"zone":"dead.example","since":"2026-02-01T10:00:00Z","checkedAt":"2026-03-01T10:00:00Z","told":true}
        ],
        "pairs":[
        {"target":"192.0.2.1","zone":"bl.example","status":"Listed","codes":["127.0.0.2"],"since":"2026-02-01T10:00:00Z","checkedAt":"2026-03-01T10:00:00Z","pending":{"status":"NotListed","runs":1,"since":"2026-03-01T10:00:00Z"}},
        {"target":"bücher.example","zone":"dbl.example","status":"NotListed","checkedAt":"2026-03-01T10:00:00Z"}
        ]}
        """;

    private const string Pair = """{"target":"t","zone":"z","status":"NotListed","checkedAt":"2026-03-01T10:00:00Z"}""";

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_torn_anywhere_is_set_aside_and_the_run_starts_from_nothing()
    {
        using var folder = new StateFolder();
        var octets = Encoding.UTF8.GetBytes(Sound);
        var aside = new HashSet<string>();
        for (var length = 0; length < octets.Length; length++)
        {
            await File.WriteAllBytesAsync(folder.StatePath, octets[..length], Token);
            var watch = await folder.OpenAsync();
            Assert.NotNull(watch.SetAside);
            Assert.NotEmpty(watch.SetAsideReason!);
            Assert.True(aside.Add(watch.SetAside), "It was moved over another.");
            Assert.Equal(octets[..length], await File.ReadAllBytesAsync(watch.SetAside, Token));
            Assert.False(File.Exists(folder.StatePath));
            Assert.False(watch.HasPassedTest("bl.example", DnsblSubject.IPv4));
            Assert.Equal(DnsblChange.Added, watch.Apply(folder.Result(DnsblStatus.Listed, "127.0.0.2")).Change);
        }
        await File.WriteAllBytesAsync(folder.StatePath, octets, Token);
        Assert.Null((await folder.OpenAsync()).SetAside);
        Assert.All(aside, path => Assert.StartsWith(folder.StatePath + ".damaged-20260301T120000Z", path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("hello")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("1")]
    [InlineData("""{"version":1}""")]
    [InlineData("""{"pairs":[]}""")]
    [InlineData("""{"version":0,"pairs":[]}""")]
    [InlineData("""{"version":-1,"pairs":[]}""")]
    [InlineData("""{"version":1.5,"pairs":[]}""")]
    [InlineData("""{"version":99999999999,"pairs":[]}""")]
    [InlineData("""{"version":"1","pairs":[]}""")]
    [InlineData("""{"version":1,"pairs":{}}""")]
    [InlineData("""{"version":1,"pairs":null}""")]
    [InlineData("""{"version":1,"pairs":[null]}""")]
    [InlineData("""{"version":1,"pairs":[[]]}""")]
    [InlineData("""{"version":1,"pairs":[1]}""")]
    [InlineData("""{"version":1,"pairs":[{}]}""")]
    [InlineData("""{"version":1,"tests":[{}],"pairs":[]}""")]
    [InlineData("""{"version":1,"tests":[{"zone":"z","subject":"IPv5","passedAt":"2026-03-01T10:00:00Z"}],"pairs":[]}""")]
    [InlineData("""{"version":1,"tests":[{"zone":"z","subject":1,"passedAt":"2026-03-01T10:00:00Z"}],"pairs":[]}""")]
    [InlineData("""{"version":1,"tests":[{"zone":null,"subject":"IPv4","passedAt":"2026-03-01T10:00:00Z"}],"pairs":[]}""")]
    [InlineData("""{"version":1,"blind":{},"pairs":[]}""")]
    [InlineData("""{"version":1,"blind":[1],"pairs":[]}""")]
    [InlineData("""{"version":1,"blind":[{}],"pairs":[]}""")]
    [InlineData("""{"version":1,"blind":[{"zone":null,"since":"2026-03-01T10:00:00Z","checkedAt":"2026-03-01T10:00:00Z"}],"pairs":[]}""")]
    [InlineData("""{"version":1,"blind":[{"zone":"z","checkedAt":"2026-03-01T10:00:00Z"}],"pairs":[]}""")]
    [InlineData("""{"version":1,"blind":[{"zone":"z","since":"2026-03-01T10:00:00Z","checkedAt":"now"}],"pairs":[]}""")]
    [InlineData("""{"version":1,"blind":[{"zone":"z","since":"2026-03-01T10:00:00Z","checkedAt":"2026-03-01T10:00:00Z","told":"yes"}],"pairs":[]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":null,"zone":"z","status":"NotListed","checkedAt":"2026-03-01T10:00:00Z"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":1,"zone":"z","status":"NotListed","checkedAt":"2026-03-01T10:00:00Z"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","status":"NotListed","checkedAt":"2026-03-01T10:00:00Z"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","checkedAt":"2026-03-01T10:00:00Z"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":"Unknown","checkedAt":"2026-03-01T10:00:00Z"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":2,"checkedAt":"2026-03-01T10:00:00Z","since":"2026-03-01T10:00:00Z"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":"Listed","checkedAt":"2026-03-01T10:00:00Z"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":"NotListed"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":"NotListed","checkedAt":"yesterday"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":"NotListed","checkedAt":1772359200}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":"NotListed","checkedAt":"9999-12-31T23:59:59-14:00"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":"NotListed","codes":"127.0.0.2","checkedAt":"2026-03-01T10:00:00Z"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":"NotListed","codes":[null],"checkedAt":"2026-03-01T10:00:00Z"}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":"NotListed","checkedAt":"2026-03-01T10:00:00Z","pending":{}}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"t","zone":"z","status":"NotListed","checkedAt":"2026-03-01T10:00:00Z","pending":{"status":"Listed","runs":0,"since":"2026-03-01T10:00:00Z"}}]}""")]
    [InlineData("""{"version":1,"pairs":[{"target":"\ud800","zone":"z","status":"NotListed","checkedAt":"2026-03-01T10:00:00Z"}]}""")]
    [InlineData("{\"version\":1,\"pairs\":[" + Pair + ",]}")]
    [InlineData("{\"version\":1,\"pairs\":[" + Pair + "]}]")]
    [InlineData("{\"version\":1,\"pairs\":[" + Pair + "]}{\"version\":1,\"pairs\":[]}")]
    [InlineData("{\"version\":1,/* mine */\"pairs\":[" + Pair + "]}")]
    public async Task What_is_no_state_is_set_aside_as_it_is(string text)
    {
        using var folder = new StateFolder();
        await File.WriteAllTextAsync(folder.StatePath, text, Token);
        var watch = await folder.OpenAsync();
        Assert.Equal(text, await File.ReadAllTextAsync(watch.SetAside!, Token));
        Assert.DoesNotContain(watch.SetAsideReason!, char.IsControl);

        watch.Apply(folder.Result(DnsblStatus.NotListed));
        await watch.SaveAsync(Token);
        Assert.Null((await folder.OpenAsync()).SetAside);
    }

    [Theory]
    [InlineData("", "it is empty")]
    [InlineData("hello", "line 1, position 1: that is no JSON")]
    [InlineData("{\"version\":1,\n\"pairs\":[\n" + Pair + ",\n{\"target\":\"t\",", "line 4, position 14: the file ends in the middle")]
    [InlineData("{\"version\":1,\n\"pairs\":[\n" + Pair + "\n" + Pair + "]}", "line 4, position 1: that is no JSON")]
    [InlineData("{\"version\":1,\n\"pairs\":[\n" + Pair + ",\n  {\"target\":\"t\"}]}", "line 4, position 3: an entry lacks something, or is none")]
    [InlineData("{\"version\":1,\n\"pairs\":[\r\n" + Pair + ",\r\n{\"target\":\"t\",\"zone\":\"z\",\"status\":\"Liste\",\"checkedAt\":\"2026-03-01T10:00:00Z\"}]}", "line 4, position 1: an entry's 'status' is not what belongs there")]
    [InlineData("{\"version\":1,\n\"pairs\":[\n{\"target\":\"t\",\"zone\":\"z\",\"status\":\"Listed\",\"checkedAt\":\"2026-03-01T10:00:00Z\"}]}", "line 3, position 1: a listing has no time since when")]
    [InlineData("{\"version\":1,\n\"pairs\":[\n{\"target\":\"\\ud800\",\"zone\":\"z\",\"status\":\"NotListed\",\"checkedAt\":\"2026-03-01T10:00:00Z\"}]}", "line 3, position 1: an entry's 'target' is not what belongs there")]
    [InlineData("{\"version\":1,\n\"pairs\":7}", "line 2, position 9: what stands there belongs into no state file")]
    [InlineData("{\"version\":0,\n\"pairs\":[]}", "line 1, position 12: the version is none")]
    public async Task Damage_is_told_in_our_words_with_its_place_however_the_file_comes(string text, string told)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        for (var at = 0; at <= octets.Length; at++)
        {
            var damage = await Assert.ThrowsAsync<DnsblStateDamageException>(() => DnsblStateReader.ReadAsync(new PiecesStream(octets[..at], octets[at..]), Token));
            Assert.Equal(told, damage.Message);
        }
    }

    [Fact]
    public async Task Text_that_is_no_utf_8_is_damage()
    {
        using var folder = new StateFolder();
        await File.WriteAllBytesAsync(folder.StatePath, [.. Encoding.UTF8.GetBytes("{\"version\":1,\"pairs\":["), .. Encoding.Latin1.GetBytes(Pair.Replace("\"t\"", "\"bücher\"", StringComparison.Ordinal)), .. "]}"u8], Token);
        Assert.NotNull((await folder.OpenAsync()).SetAside);
    }

    [Fact]
    public async Task An_endless_entry_is_damage_and_is_not_held_in_memory()
    {
        using var folder = new StateFolder();
        await File.WriteAllTextAsync(folder.StatePath, """{"version":1,"pairs":[{"target":" """ + new string('x', 3_000_000), Token);
        Assert.Contains("endless", (await folder.OpenAsync()).SetAsideReason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_from_a_later_version_is_left_alone()
    {
        using var folder = new StateFolder();
        const string Later = """{"version":2,"pairs":"elsewhere"}""";
        await File.WriteAllTextAsync(folder.StatePath, Later, Token);
        var refused = await Assert.ThrowsAsync<DnsblStateException>(() => folder.OpenAsync());
        Assert.Equal(DnsblStateProblem.StateTooNew, refused.Problem);
        Assert.Contains("Update SmtpAdmin", refused.Message, StringComparison.Ordinal);
        Assert.Equal(Later, await File.ReadAllTextAsync(folder.StatePath, Token));
    }

    [Fact]
    public async Task A_file_from_a_later_version_that_comes_during_the_run_is_left_alone()
    {
        using var folder = new StateFolder();
        var watch = await folder.OpenAsync();
        watch.Apply(folder.Result(DnsblStatus.NotListed));
        await File.WriteAllTextAsync(folder.StatePath, """{"version":7}""", Token);
        Assert.Equal(DnsblStateProblem.StateTooNew, (await Assert.ThrowsAsync<DnsblStateException>(() => watch.SaveAsync(Token))).Problem);
        Assert.Equal("""{"version":7}""", await File.ReadAllTextAsync(folder.StatePath, Token));
    }

    [Fact]
    public async Task A_file_that_is_damaged_during_the_run_is_set_aside_and_what_was_read_is_kept()
    {
        using var folder = new StateFolder();
        await File.WriteAllTextAsync(folder.StatePath, Sound, Token);
        var watch = await folder.OpenAsync();
        watch.Apply(folder.Result("192.0.2.9", "bl.example", DnsblStatus.Listed, "127.0.0.4"));
        await File.WriteAllTextAsync(folder.StatePath, Sound[..100], Token);
        await watch.SaveAsync(Token);
        Assert.Equal(Sound[..100], await File.ReadAllTextAsync(watch.SetAside!, Token));

        var next = await folder.OpenAsync();
        Assert.True(next.HasPassedTest("bl.example", DnsblSubject.IPv4));
        Assert.True(next.WouldChange(folder.Result(DnsblStatus.NotListed)));
        Assert.True(next.WouldChange(folder.Result("192.0.2.9", "bl.example", DnsblStatus.NotListed)));
    }

    [Fact]
    public async Task Any_octets_are_a_state_or_damage_or_from_a_later_version()
    {
        var octets = Encoding.UTF8.GetBytes(Sound);
        var sound = 0;
        foreach (var (at, value) in Gen.Choose(0, octets.Length - 1).SelectMany(at => Gen.Choose(0, 255).Select(value => (at, value))).Sample(5000))
        {
            var changed = (byte[])octets.Clone();
            changed[at] = (byte)value;
            if (await IsStateAsync(changed)) sound++;
        }
        Assert.InRange(sound, 1, 4999);
        foreach (var noise in ArbMap.Default.GeneratorFor<byte[]>().Sample(500)) await IsStateAsync([.. octets[..(noise.Length * 7 % octets.Length)], .. noise]);
    }

    private static async Task<bool> IsStateAsync(byte[] octets)
    {
        try
        {
            await DnsblStateReader.ReadAsync(new MemoryStream(octets), Token);
            return true;
        }
        catch (Exception exception) when (exception is DnsblStateDamageException or DnsblStateVersionException)
        {
            return false;
        }
    }
}
