using System.Text;
using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A spool is read by somebody who has no business with it.</summary>
public sealed class SpoolReaderTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly SpoolOptions Options = new() { Path = Path.GetFullPath("/spool"), SegmentSize = 12 * 1024, MaxGarbageSegments = 0 };

    private readonly FakeDisk _disk = new(1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Beside_a_relay_or_without_one_the_same_is_read_and_nothing_is_changed(bool isRunning)
    {
        var spool = (await Spool.OpenAsync(Options, _disk, new ManualTime(), Token)).Spool;
        var number = await CommitAsync(spool, "first");
        await spool.RemoveAsync(await CommitAsync(spool, "second"));
        await spool.AppendChangeAsync(number, "change"u8.ToArray());
        if (!isRunning) await spool.DisposeAsync();
        var before = _disk.Files;
        _disk.Fault = (step, path) => step is DiskStep.Open or DiskStep.Read ? null : throw new InvalidOperationException($"{step} of {path}");
        var reader = await SpoolReader.ReadAsync(Options.Path, _disk, Token);
        Assert.Empty(reader.Damage);
        var message = Assert.Single(reader.Messages);
        Assert.Equal(number, message.Number);
        Assert.Equal("change", Encoding.ASCII.GetString(Assert.Single(message.Changes).Span));
        Assert.Equal("first", Encoding.ASCII.GetString(await reader.OpenContent(number).ReadAllAsync()));
        Assert.Throws<KeyNotFoundException>(() => reader.OpenContent(number + 1));
        _disk.Fault = null;
        Assert.Equal(before.Keys, _disk.Files.Keys);
        Assert.All(before, file => Assert.Equal(file.Value, _disk.Files[file.Key]));
        await spool.DisposeAsync();
    }

    [Fact]
    public async Task Where_there_is_no_spool_there_are_no_messages() => Assert.Empty((await SpoolReader.ReadAsync("/nowhere", _disk, Token)).Messages);

    [Fact]
    public async Task A_message_that_is_being_written_is_not_there_yet()
    {
        await using (var spool = (await Spool.OpenAsync(Options, _disk, new ManualTime(), Token)).Spool) await CommitAsync(spool, "first");
        var files = _disk.Files;
        var (name, octets) = files.Single();
        for (var length = octets.Length; length > SpoolSegmentHeader.Size; length--)
        {
            var reader = await SpoolReader.ReadAsync(Options.Path, FakeDisk.With(new Dictionary<string, byte[]> { [name] = octets[..length] }), Token);
            Assert.Empty(reader.Damage);
            foreach (var message in reader.Messages) Assert.Equal("first", Encoding.ASCII.GetString(await reader.OpenContent(message.Number).ReadAllAsync()));
        }
    }

    [Fact]
    public async Task Damage_is_told()
    {
        var sample = await SampleSpool.MakeAsync();
        var octets = sample.Files.OrderBy(file => file.Key, StringComparer.Ordinal).First().Value;
        octets[SpoolSegmentHeader.Size] ^= 1;
        var reader = await SpoolReader.ReadAsync(Options.Path, FakeDisk.With(sample.Files), Token);
        Assert.Equal(sample.Numbers.Count, reader.Messages.Count);
        Assert.NotEmpty(reader.Damage);
        Assert.All(reader.Damage, damage => Assert.Null(damage.SetAside));
    }

    [Fact]
    public async Task Messages_that_stay_are_seen_while_the_relay_moves_them()
    {
        await using var spool = (await Spool.OpenAsync(Options, _disk, new ManualTime(), Token)).Spool;
        var staying = new List<long>();
        for (var count = 0; count < 20; count++) staying.Add(await CommitAsync(spool, $"staying {count}"));
        using var stop = new CancellationTokenSource();
        var traffic = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested) await spool.RemoveAsync(await CommitAsync(spool, new string('x', 1500)));
        }, Token);
        for (var count = 0; count < 100; count++)
        {
            var reader = await SpoolReader.ReadAsync(Options.Path, _disk, Token);
            Assert.Empty(reader.Damage);
            Assert.Superset(staying.ToHashSet(), reader.Messages.Select(message => message.Number).ToHashSet());
        }
        await stop.CancelAsync();
        await traffic;
    }

    private static Task<long> CommitAsync(Spool spool, string content) => spool.CommitAsync(Encoding.ASCII.GetBytes(content));
}
