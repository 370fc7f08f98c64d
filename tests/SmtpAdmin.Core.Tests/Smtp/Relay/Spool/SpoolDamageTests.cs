using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A spool that is not what was written: what can be had of it is, what cannot is named, and nothing wrong is handed out.</summary>
public sealed class SpoolDamageTests
{
    private const int Page = 4096; // octets
    private const int Sector = 512;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(0xFF)]
    [InlineData(0x01)]
    public async Task One_wrong_octet_costs_one_message_at_most(byte mask)
    {
        var sample = await SampleSpool.MakeAsync();
        Assert.True(sample.Files.Count > 1, "One segment only.");
        var losses = 0;
        foreach (var (name, octets) in sample.Files)
        {
            for (var at = 0; at < octets.Length; at++)
            {
                octets[at] ^= mask;
                var (lost, _) = await sample.FindLostAsync(sample.Files, mayBringBack: true, mayLookTorn: false);
                Assert.True(lost.Count <= 1, $"Octet {at} of {name} costs {lost.Count} messages.");
                losses += lost.Count;
                octets[at] ^= mask;
            }
        }
        Assert.True(losses > 1000); // the test does reach them
        Assert.Empty((await sample.FindLostAsync(sample.Files, mayBringBack: false, mayLookTorn: false)).Lost);
    }

    [Fact]
    public async Task A_wrong_octet_is_named_and_set_aside_and_the_spool_works()
    {
        var sample = await SampleSpool.MakeAsync();
        foreach (var (name, octets) in sample.Files)
        {
            for (var at = 0; at < octets.Length; at += at < SpoolSegmentHeader.Size ? 1001 : 61)
            {
                octets[at] ^= 0x55;
                var (_, named) = await sample.FindLostAsync(sample.Files, mayBringBack: true, mayLookTorn: false);
                var opening = await Spool.OpenAsync(SampleSpool.Options, FakeDisk.With(sample.Files), new ManualTime(), Token);
                await using (var spool = opening.Spool)
                {
                    if (named.Count > 0) Assert.Contains(opening.Damage, damage => damage.File == name && damage.Offset <= at && at < damage.Offset + damage.Length && damage.SetAside is not null);
                    await using var draft = spool.Begin();
                    Assert.True(draft.Number > sample.Numbers.Max());
                    await draft.CommitAsync("prefix"u8.ToArray(), default);
                }
                octets[at] ^= 0x55;
            }
        }
    }

    [Theory]
    [InlineData(Sector)]
    [InlineData(Page)]
    public async Task A_lost_sector_costs_only_what_was_in_it(int size)
    {
        var sample = await SampleSpool.MakeAsync();
        foreach (var (name, octets) in sample.Files)
        {
            for (var at = 0; at < octets.Length; at += size)
            {
                var damaged = (byte[])octets.Clone();
                damaged.AsSpan(at, Math.Min(size, octets.Length - at)).Clear();
                var files = new Dictionary<string, byte[]>(sample.Files) { [name] = damaged };
                var (lost, _) = await sample.FindLostAsync(files, mayBringBack: true, mayLookTorn: at + (2 * size) >= octets.Length);
                if (at < SpoolSegmentHeader.Size) Assert.Empty(lost);
                Assert.True(lost.Count < sample.Numbers.Count);
            }
        }
    }

    [Fact]
    public async Task A_segment_that_is_cut_off_costs_only_what_was_behind()
    {
        var sample = await SampleSpool.MakeAsync();
        var last = sample.Files.Keys.Max(StringComparer.Ordinal)!;
        foreach (var (name, octets) in sample.Files)
        {
            var before = sample.Numbers.Count;
            for (var length = octets.Length; length >= SpoolSegmentHeader.Size; length -= 7)
            {
                var recovery = SpoolRecovery.Read(SampleSpool.Options.Path, FakeDisk.With(new Dictionary<string, byte[]>(sample.Files) { [name] = octets[..length] }), isLive: false, Token);
                var found = recovery.Messages.Count(message => message.Entry.Number != sample.Removed);
                Assert.True(found <= before);
                before = found;
                if (name != last && length < octets.Length) Assert.NotEmpty(recovery.Damage);
            }
        }
    }

    [Fact]
    public async Task A_segment_without_a_beginning_is_kept_whole_and_the_rest_goes_on()
    {
        var sample = await SampleSpool.MakeAsync();
        foreach (var (name, octets) in sample.Files)
        {
            var damaged = (byte[])octets.Clone();
            damaged.AsSpan(0, SpoolSegmentHeader.Size).Clear();
            var disk = FakeDisk.With(new Dictionary<string, byte[]>(sample.Files) { [name] = damaged });
            var opening = await Spool.OpenAsync(SampleSpool.Options, disk, new ManualTime(), Token);
            await using var spool = opening.Spool;
            Assert.Contains(opening.Damage, damage => damage.File == name && damage.Length == octets.Length);
            Assert.NotEmpty(opening.Messages);
            foreach (var message in opening.Messages) await spool.RemoveAsync(message.Number);
            await Eventually.IsSoAsync(() => disk.Files.ContainsKey(Path.Combine(SampleSpool.Options.Path, "damaged", Path.GetFileName(name))));
            Assert.Equal(damaged, disk.Files[Path.Combine(SampleSpool.Options.Path, "damaged", Path.GetFileName(name))]);
        }
    }

    [Fact]
    public async Task A_segment_that_is_missing_is_named()
    {
        var sample = await SampleSpool.MakeAsync();
        var middle = sample.Files.Keys.Order(StringComparer.Ordinal).ElementAt(1);
        var files = sample.Files.Where(file => file.Key != middle).ToDictionary();
        Assert.True(files.Count > 1);
        var recovery = SpoolRecovery.Read(SampleSpool.Options.Path, FakeDisk.With(files), isLive: false, Token);
        Assert.Contains(recovery.Damage, damage => damage.Segment.Path == middle);
    }

    [Fact]
    public async Task Damage_to_all_that_was_durable_is_told_at_each_opening_as_long_as_it_is_there()
    {
        var disk = new FakeDisk(1);
        var spool = (await Spool.OpenAsync(SampleSpool.Options, disk, new ManualTime(), Token)).Spool;
        foreach (var content in new[] { "first", "second" })
        {
            await using var draft = spool.Begin();
            await draft.CommitAsync(System.Text.Encoding.ASCII.GetBytes(content), default);
        }
        var files = disk.Kill().Files; // without a mark
        await spool.DisposeAsync();
        var (name, log) = Assert.Single(files);
        log[SpoolSegmentHeader.Size] ^= 1; // the first message's content
        log[SpoolSegmentHeader.Size + 40] ^= 1; // and its commit
        log[log.AsSpan().IndexOf("second"u8)] ^= 1; // of the second, the header alone is whole, and says that the first was durable
        disk = FakeDisk.With(files);
        var told = 0;
        for (var count = 0; count < 3 && disk.Files.ContainsKey(name); count++) // set aside, it may be dropped
        {
            var opening = await Spool.OpenAsync(SampleSpool.Options, disk, new ManualTime(), Token);
            Assert.Contains(opening.Damage, damage => damage is { IsTorn: false, Offset: SpoolSegmentHeader.Size, SetAside: not null });
            await opening.Spool.DisposeAsync();
            told++;
        }
        Assert.NotEqual(0, told);
    }

    [Fact]
    public async Task When_an_envelope_is_lost_its_content_is_set_aside_too()
    {
        var disk = new FakeDisk(1);
        var content = "This is what was promised."u8.ToArray();
        await using (var spool = (await Spool.OpenAsync(SampleSpool.Options, disk, new ManualTime(), Token)).Spool)
        {
            await using var draft = spool.Begin();
            await draft.WriteAsync(content, Token);
            await draft.CommitAsync(default, "the envelope"u8.ToArray());
        }
        var files = disk.Files;
        var log = Assert.Single(files).Value;
        log[log.AsSpan().IndexOf("the envelope"u8)] ^= 1;
        disk = FakeDisk.With(files);
        var opening = await Spool.OpenAsync(SampleSpool.Options, disk, new ManualTime(), Token);
        await using var again = opening.Spool;
        Assert.Empty(opening.Messages);
        Assert.Contains(opening.Damage, damage => damage.What.Contains("the envelope of message", StringComparison.Ordinal) && damage.Number is not null);
        var orphan = Assert.Single(opening.Damage, damage => damage.What.Contains("of which no envelope was found", StringComparison.Ordinal));
        Assert.True(disk.Files[orphan.SetAside!].AsSpan().IndexOf(content) > 0);
    }

    [Fact]
    public async Task What_cannot_be_set_aside_is_kept_in_its_segment()
    {
        var sample = await SampleSpool.MakeAsync();
        var (name, octets) = sample.Files.OrderBy(file => file.Key, StringComparer.Ordinal).First();
        octets[SpoolSegmentHeader.Size + 8] ^= 1;
        var disk = FakeDisk.With(sample.Files);
        disk.Fault = (step, path) => step == DiskStep.Create && path.Contains("damaged", StringComparison.Ordinal) ? FakeDisk.Broken() : null;
        var opening = await Spool.OpenAsync(SampleSpool.Options, disk, new ManualTime(), Token);
        await using var spool = opening.Spool;
        Assert.Contains(opening.Damage, damage => damage.File == name && damage.SetAside is null);
        foreach (var message in opening.Messages) await spool.RemoveAsync(message.Number);
        await Eventually.IsSoAsync(() => disk.Files.ContainsKey(Path.Combine(SampleSpool.Options.Path, "damaged", Path.GetFileName(name))));
    }

    [Fact]
    public void Nothing_that_is_in_a_segment_makes_the_opening_fail() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), async seed =>
        {
            var random = new Random(seed);
            var sample = await SampleSpool.MakeAsync();
            foreach (var octets in sample.Files.Values)
            {
                for (var count = random.Next(30); count > 0; count--)
                {
                    var at = random.Next(octets.Length);
                    random.NextBytes(octets.AsSpan(at, random.Next(Math.Min(40, octets.Length - at))));
                }
            }
            await sample.FindLostAsync(sample.Files, mayBringBack: true, mayLookTorn: true);
            var opening = await Spool.OpenAsync(SampleSpool.Options, FakeDisk.With(sample.Files), new ManualTime(), Token);
            await opening.Spool.DisposeAsync();
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
}
