using System.Text;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>The spool on a real disk.</summary>
public sealed class SpoolOnDiskTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtpadmin-spool-");

    private string SpoolPath => Path.Combine(_directory.FullName, "a", "spool");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(131040)]
    [InlineData(1_000_003)]
    public async Task What_was_committed_is_there_after_a_restart(int length)
    {
        var content = new byte[length];
        new Random(length).NextBytes(content);
        long number;
        await using (var spool = (await OpenAsync()).Spool)
        {
            await using var draft = spool.Begin();
            number = draft.Number;
            await draft.WriteAsync(content, Token);
            await draft.CommitAsync("Received: \r\n"u8.ToArray(), "envelope"u8.ToArray());
            await spool.AppendChangeAsync(number, "one"u8.ToArray());
            await spool.AppendChangeAsync(number, "two"u8.ToArray());
        }
        var opening = await OpenAsync();
        await using var again = opening.Spool;
        Assert.Empty(opening.Damage);
        var message = Assert.Single(opening.Messages);
        Assert.Equal(number, message.Number);
        Assert.Equal(length + 12, message.Length);
        Assert.Equal("envelope", Encoding.ASCII.GetString(message.Envelope.Span));
        Assert.Equal(["one", "two"], message.Changes.Select(change => Encoding.ASCII.GetString(change.Span)));
        Assert.Equal("Received: \r\n"u8.ToArray().Concat(content), await again.OpenContent(number).ReadAllAsync());
        await again.RemoveAsync(number);
        Assert.Throws<KeyNotFoundException>(() => again.OpenContent(number));
        await again.DisposeAsync();
        var last = await OpenAsync();
        await using var empty = last.Spool;
        Assert.Empty(last.Messages);
        Assert.True(empty.Begin().Number > number);
    }

    [Fact]
    public void What_cannot_be_made_durable_is_told()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Elsewhere the runtime takes such a file for durable.");
        using var file = DiskFiles.Instance.Open("/dev/null", forWriting: true);
        file.Write(0, [new byte[] { 1 }]);
        Assert.Throws<IOException>(file.Sync);
    }

    [Fact]
    public async Task Two_relays_never_have_one_spool()
    {
        await using var spool = (await OpenAsync()).Spool;
        var exception = await Assert.ThrowsAsync<SpoolInUseException>(OpenAsync);
        Assert.Contains(SpoolPath, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_its_owner_can_read_what_is_in_it()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such permissions.");
            return;
        }
        await using var spool = (await OpenAsync()).Spool;
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(SpoolPath));
        var files = Directory.GetFiles(SpoolPath);
        Assert.Equal(2, files.Length); // a segment and the lock
        foreach (var file in files) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
    }

    [Fact]
    public async Task A_folder_that_everybody_may_write_to_is_refused()
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no such permissions.");
            return;
        }
        const UnixFileMode ofOwnerAndGroup = (UnixFileMode)0b111_111_000;
        Directory.CreateDirectory(SpoolPath);
        foreach (var others in new[] { (UnixFileMode)0b111, UnixFileMode.OtherWrite, UnixFileMode.OtherWrite | UnixFileMode.StickyBit })
        {
            File.SetUnixFileMode(SpoolPath, ofOwnerAndGroup | others);
            var refused = await Assert.ThrowsAsync<IOException>(OpenAsync);
            Assert.Contains($"'chmod o-w {SpoolPath}'", refused.Message, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(SpoolPath));
        }
        File.SetUnixFileMode(SpoolPath, ofOwnerAndGroup);
        File.SetUnixFileMode(Path.GetDirectoryName(SpoolPath)!, ofOwnerAndGroup | (UnixFileMode)0b111 | UnixFileMode.StickyBit); // as /tmp is
        await using var spool = (await OpenAsync()).Spool;
    }

    [Fact]
    public async Task A_path_that_is_no_folder_is_said_to_be_none()
    {
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, "a"), "a file", Token);
        var exception = await Assert.ThrowsAsync<IOException>(OpenAsync);
        Assert.Contains("is no folder", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_are_no_segments_are_left_alone()
    {
        Directory.CreateDirectory(SpoolPath);
        foreach (var name in new[] { "1.log", "00000000000x.log", "000000000000.log", "+00000000001.log", "000000000001.log.bak", "readme" })
            await File.WriteAllTextAsync(Path.Combine(SpoolPath, name), "not yours", Token);
        await using var spool = (await OpenAsync()).Spool;
        Assert.Equal(1, spool.SegmentCount);
        Assert.Equal(8, Directory.GetFiles(SpoolPath).Length);
    }

    [Fact]
    public async Task Many_at_once_on_a_real_disk_with_small_segments()
    {
        var options = new SpoolOptions { Path = SpoolPath, SegmentSize = 64 * 1024, BlockSize = 4096, MaxGarbageSegments = 1 };
        await using (var spool = (await Spool.OpenAsync(options, DiskFiles.Instance, TimeProvider.System, Token)).Spool)
        {
            await Task.WhenAll(Enumerable.Range(0, 20).Select(task => Task.Run(async () =>
            {
                for (var count = 0; count < 30; count++)
                {
                    await using var draft = spool.Begin();
                    await draft.WriteAsync(Content(draft.Number), Token);
                    await draft.CommitAsync(default, default);
                    Assert.Equal(Content(draft.Number), await spool.OpenContent(draft.Number).ReadAllAsync());
                    if (count % 10 != 0) await spool.RemoveAsync(draft.Number);
                }
            }, Token)));
            Assert.Equal(60, spool.Count);
        }
        var opening = await Spool.OpenAsync(options, DiskFiles.Instance, TimeProvider.System, Token);
        await using var again = opening.Spool;
        Assert.Empty(opening.Damage);
        Assert.Equal(60, opening.Messages.Count);
        foreach (var message in opening.Messages) Assert.Equal(Content(message.Number), await again.OpenContent(message.Number).ReadAllAsync());
        Assert.True(again.KeptOctets < 60 * 20_000);

        static byte[] Content(long number)
        {
            var random = new Random((int)number);
            var content = new byte[random.Next(20_000)];
            random.NextBytes(content);
            return content;
        }
    }

    private Task<SpoolOpening> OpenAsync() => Spool.OpenAsync(new() { Path = SpoolPath }, DiskFiles.Instance, TimeProvider.System, Token);
}
