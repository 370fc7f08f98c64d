using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Audit;

public sealed class AuditLogTests : IDisposable
{
    private readonly AuditFolder _folder = new();
    private readonly ManualTime _time = new();
    private SmtpRelayAudit _options = new();

    public AuditLogTests() => _time.Advance(AuditFolder.Event(0).Time - _time.GetUtcNow()); // files know no time before 1970

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_written_is_there_when_the_log_is_closed()
    {
        await using (var log = new AuditLog(_folder.Path, _options, TimeProvider.System))
        {
            for (var number = 0; number < 5000; number++) log.Write(AuditFolder.Event(number));
        }
        Assert.Equal(Enumerable.Range(0, 5000).Select(number => AuditFolder.Event(number)), await _folder.ReadAsync());
    }

    [Fact]
    public async Task What_was_written_is_there_soon()
    {
        await using var log = new AuditLog(_folder.Path, _options, TimeProvider.System);
        log.Write(AuditFolder.Event(1));
        await Until(() => _folder.Lines.Length == 1);
    }

    [Fact]
    public async Task Nothing_is_made_before_there_is_something_to_write()
    {
        await using (var log = new AuditLog(_folder.Path, _options, TimeProvider.System)) Assert.Null(log.Problem);
        Assert.False(Directory.Exists(_folder.Path));
    }

    [Fact]
    public async Task A_log_may_have_its_folder_before_that()
    {
        await using var log = new AuditLog(_folder.Path, _options, TimeProvider.System);
        log.MakeFolder();
        Assert.Empty(await _folder.ReadAsync());
        Assert.Null(log.Problem);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_told()
    {
        await File.WriteAllTextAsync(_folder.Path, "", TestContext.Current.CancellationToken);
        await using var log = new AuditLog(_folder.Path, _options, TimeProvider.System);
        log.MakeFolder();
        Assert.Contains(_folder.Path, log.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_owner_may_read_it()
    {
        await using (var log = new AuditLog(_folder.Path, _options, TimeProvider.System)) log.Write(AuditFolder.Event(1));
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no modes.");
            return;
        }
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(Assert.Single(_folder.Files)));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(_folder.Path));
    }

    [Fact]
    public async Task Each_start_begins_a_new_file_also_within_a_second()
    {
        for (var start = 0; start < 11; start++)
        {
            await using var log = new AuditLog(_folder.Path, _options, _time);
            log.Write(AuditFolder.Event(start));
        }
        Assert.Equal(11, _folder.Files.Length);
        Assert.EndsWith("Z.jsonl", _folder.Files[0], StringComparison.Ordinal);
        Assert.EndsWith("Z-11.jsonl", _folder.Files[10], StringComparison.Ordinal);
        Assert.Equal(Enumerable.Range(0, 11).Select(number => AuditFolder.Event(number)), await _folder.ReadAsync());
    }

    [Fact]
    public async Task What_comes_behind_the_end_is_counted_and_hurts_nobody()
    {
        var log = new AuditLog(_folder.Path, _options, TimeProvider.System);
        await log.DisposeAsync();
        log.Write(AuditFolder.Event(1));
        await log.DisposeAsync();
        Assert.Equal(1, log.Lost);
    }

    [Fact]
    public async Task What_finds_no_place_is_counted_and_told_when_writing_works_again()
    {
        await File.WriteAllTextAsync(_folder.Path, "in the way", TestContext.Current.CancellationToken); // so that the folder cannot be made
        await using (var log = new AuditLog(_folder.Path, _options, _time))
        {
            log.Write(AuditFolder.Event(0));
            await Until(() => log.Problem is not null);
            for (var number = 0; number < 100_000; number++) log.Write(AuditFolder.Event(number));
            Assert.InRange(log.Lost, 100_000 - 20_000, 99_999);
            File.Delete(_folder.Path);
            await Until(() => log.Problem is null);
        }
        var read = await _folder.ReadAsync();
        var warning = Assert.Single(read, entry => entry.Kind == SmtpTraceKind.Warning);
        Assert.Equal(100_001, read.Count - 1 + int.Parse(warning.Text!.Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task A_log_that_cannot_be_written_can_be_closed()
    {
        await File.WriteAllTextAsync(_folder.Path, "in the way", TestContext.Current.CancellationToken);
        var log = new AuditLog(_folder.Path, _options, _time);
        for (var number = 0; number < 10; number++) log.Write(AuditFolder.Event(number));
        await log.DisposeAsync();
        Assert.Equal(10, log.Lost);
        File.Delete(_folder.Path);
        Directory.CreateDirectory(_folder.Path);
    }

    [Fact]
    public async Task A_folder_that_is_deleted_under_it_is_made_again()
    {
        await using (var log = new AuditLog(_folder.Path, _options, _time))
        {
            log.Write(AuditFolder.Event(1));
            await Until(() => _folder.Lines.Length == 1);
            Directory.Delete(_folder.Path, recursive: true);
            _time.Advance(TimeSpan.FromSeconds(2));
            log.Write(AuditFolder.Event(2));
            await Until(() => _folder.Lines.Length > 0);
        }
        var read = await _folder.ReadAsync();
        Assert.Contains(AuditFolder.Event(2), read);
        Assert.Contains("was deleted", Assert.Single(read, entry => entry.Kind == SmtpTraceKind.Warning).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_file_is_followed_by_another()
    {
        _options = _options with { MaxFileSize = 1000 };
        using var file = new AuditFile(_folder.Path, _options, _time);
        for (var number = 0; number < 10; number++) await file.AppendAsync(new byte[400]);
        Assert.Equal([800, 800, 800, 800, 800], _folder.Files.Select(path => new FileInfo(path).Length));
    }

    [Fact]
    public async Task An_old_file_is_followed_by_another_and_deleted_when_its_time_is_over()
    {
        _options = _options with { MaxFileAge = TimeSpan.FromHours(1), KeepFor = TimeSpan.FromHours(3) };
        using var file = new AuditFile(_folder.Path, _options, _time);
        for (var hour = 0; hour < 10; hour++)
        {
            await file.AppendAsync(new byte[10]);
            foreach (var path in _folder.Files.TakeLast(1)) File.SetLastWriteTimeUtc(path, _time.GetUtcNow().UtcDateTime);
            _time.Advance(TimeSpan.FromHours(1));
        }
        Assert.Equal(4, _folder.Files.Length);
        Assert.Null(file.TakeRemark());
    }

    [Fact]
    public async Task Other_files_in_the_folder_are_left_alone()
    {
        Directory.CreateDirectory(_folder.Path);
        string[] others = ["audit.jsonl", "audit-.jsonl", "audit-20200101T000000Z-1.jsonl", "audit-20200101T000000Z.jsonl.gz", "notes.txt", "audit-20201301T000000Z.jsonl"];
        foreach (var name in others)
        {
            await File.WriteAllTextAsync(Path.Combine(_folder.Path, name), "mine", TestContext.Current.CancellationToken);
            File.SetLastWriteTimeUtc(Path.Combine(_folder.Path, name), DateTime.UnixEpoch);
        }
        using var file = new AuditFile(_folder.Path, _options, TimeProvider.System);
        await file.AppendAsync(new byte[10]);
        Assert.Equal(others.Length + 1, Directory.GetFiles(_folder.Path).Length);
    }

    [Fact]
    public async Task Half_a_line_that_a_full_disk_left_is_taken_away()
    {
        var isFull = false;
        using var file = new AuditFile(_folder.Path, _options, _time, async (handle, lines, at) =>
        {
            await RandomAccess.WriteAsync(handle, isFull ? lines[..3] : lines, at, TestContext.Current.CancellationToken);
            if (isFull) throw new IOException("No space left on device");
        });
        await file.AppendAsync("first\n"u8.ToArray());
        isFull = true;
        await Assert.ThrowsAsync<IOException>(() => file.AppendAsync("second\n"u8.ToArray()));
        await Assert.ThrowsAsync<IOException>(() => file.AppendAsync("second\n"u8.ToArray()));
        isFull = false;
        await file.AppendAsync("II\n"u8.ToArray());
        Assert.Equal(["first", "II"], _folder.Lines);
        Assert.Single(_folder.Files);
    }

    [Fact]
    public async Task A_file_that_somebody_cut_is_followed_by_another()
    {
        using var file = new AuditFile(_folder.Path, _options, _time);
        await file.AppendAsync("first\n"u8.ToArray());
        await File.WriteAllTextAsync(Assert.Single(_folder.Files), "", TestContext.Current.CancellationToken);
        _time.Advance(TimeSpan.FromSeconds(2));
        await file.AppendAsync("second\n"u8.ToArray());
        Assert.Equal(["second"], _folder.Lines);
        Assert.Equal(2, _folder.Files.Length);
        Assert.Contains("changed by somebody else", file.TakeRemark(), StringComparison.Ordinal);
    }

    /// <summary>Lets the clock run until something is so.</summary>
    private async Task Until(Func<bool> isSo)
    {
        for (var tries = 0; tries < 2000 && !isSo(); tries++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(50));
            await Task.Delay(5, TestContext.Current.CancellationToken);
        }
        Assert.True(isSo());
    }
}
