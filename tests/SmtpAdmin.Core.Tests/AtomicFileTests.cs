namespace SmtpAdmin.Core.Tests;

public sealed class AtomicFileTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("smtpadmin-atomic-");

    private string FilePath => Path.Combine(_directory.FullName, "file.txt");

    private IEnumerable<string> Names => _directory.EnumerateFileSystemInfos().Select(file => file.Name).Order(StringComparer.Ordinal);

    [Fact]
    public async Task A_file_is_made_and_replaced()
    {
        await WriteAsync("one");
        Assert.Equal("one", await File.ReadAllTextAsync(FilePath, Token));
        await WriteAsync("two, and longer");
        await WriteAsync("3");
        Assert.Equal("3", await File.ReadAllTextAsync(FilePath, Token));
        Assert.Equal(["file.txt"], Names);
    }

    [Fact]
    public async Task Until_it_is_written_whole_the_old_file_is_there()
    {
        await WriteAsync("old");
        await AtomicFile.WriteAsync(FilePath, async (stream, token) =>
        {
            await stream.WriteAsync("new"u8.ToArray(), token);
            await stream.FlushAsync(token);
            Assert.Equal("old", await File.ReadAllTextAsync(FilePath, token));
        }, null, TimeProvider.System, Token);
        Assert.Equal("new", await File.ReadAllTextAsync(FilePath, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_write_that_fails_leaves_the_old_file_and_nothing_else(bool hasOld)
    {
        if (hasOld) await WriteAsync("old");
        await Assert.ThrowsAsync<IOException>(() => AtomicFile.WriteAsync(FilePath, async (stream, token) =>
        {
            await stream.WriteAsync(new byte[100_000], token);
            throw new IOException("The disk is full.");
        }, null, TimeProvider.System, Token));
        Assert.Equal(hasOld ? ["file.txt"] : [], Names);
        if (hasOld) Assert.Equal("old", await File.ReadAllTextAsync(FilePath, Token));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_last_look_when_the_new_content_is_whole_decides_whether_it_takes_its_place(bool mayReplace)
    {
        await WriteAsync("old");
        var isReplaced = await AtomicFile.ReplaceAsync(FilePath, (stream, token) => stream.WriteAsync("new"u8.ToArray(), token).AsTask(), null, async token =>
        {
            Assert.Equal("old", await File.ReadAllTextAsync(FilePath, token));
            Assert.Equal("new", await File.ReadAllTextAsync(Path.Combine(_directory.FullName, Names.Single(name => name != "file.txt")), token));
            return mayReplace;
        }, TimeProvider.System, Token);
        Assert.Equal((mayReplace, mayReplace ? "new" : "old"), (isReplaced, await File.ReadAllTextAsync(FilePath, Token)));
        Assert.Equal(["file.txt"], Names);
    }

    [Fact]
    public async Task A_write_that_is_cancelled_leaves_the_old_file_and_nothing_else()
    {
        await WriteAsync("old");
        using var stop = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => AtomicFile.WriteAsync(FilePath, async (stream, token) =>
        {
            await stream.WriteAsync("new"u8.ToArray(), token);
            await stop.CancelAsync();
        }, null, TimeProvider.System, stop.Token));
        Assert.Equal("old", await File.ReadAllTextAsync(FilePath, Token));
        Assert.Equal(["file.txt"], Names);
    }

    [Fact]
    public async Task What_a_killed_writer_left_can_be_deleted_and_nothing_else_is()
    {
        var other = Path.Combine(_directory.FullName, "file");
        string? left = null, otherLeft = null;
        await AtomicFile.WriteAsync(FilePath, (_, _) => Task.FromResult(left = NewestOf(Names)), null, TimeProvider.System, Token);
        await AtomicFile.WriteAsync(other, (_, _) => Task.FromResult(otherLeft = NewestOf(Names)), null, TimeProvider.System, Token);
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, left!), "torn", Token);
        await File.WriteAllTextAsync(Path.Combine(_directory.FullName, otherLeft!), "torn", Token);
        AtomicFile.DeleteLeftovers(FilePath);
        Assert.Equal([otherLeft!, "file", "file.txt"], Names);

        static string NewestOf(IEnumerable<string> names) => names.Single(name => name.StartsWith('.'));
    }

    [Fact]
    public async Task A_name_as_long_as_the_system_allows_is_no_hindrance()
    {
        var path = Path.Combine(_directory.FullName, new string('x', 255));
        await AtomicFile.WriteAsync(path, (_, _) => Task.CompletedTask, null, TimeProvider.System, Token);
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_directory_that_can_be_written_shows_no_trace_of_having_been_tried()
    {
        AtomicFile.Probe(FilePath);
        Assert.Empty(Names);
        var missing = Path.Combine(FilePath, "missing");
        Assert.Contains($"'{missing}'", Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Probe(Path.Combine(missing, "file"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_is_not_replaced()
    {
        Directory.CreateDirectory(FilePath);
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => WriteAsync("x"));
        Assert.True(refused is IOException or UnauthorizedAccessException, refused.ToString());
        Assert.Equal(["file.txt"], Names);
    }

    [Fact]
    public async Task The_permissions_of_the_old_file_are_kept_and_those_of_a_new_one_are_as_asked_for()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        if (OperatingSystem.IsWindows()) return; // tells the analyzer what the line above does

        const UnixFileMode Wide = (UnixFileMode)0b110_110_110, Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await WriteAsync("secret", Private);
        Assert.Equal(Private, File.GetUnixFileMode(FilePath));
        File.SetUnixFileMode(FilePath, Wide);
        await WriteAsync("again", Private);
        Assert.Equal(Wide, File.GetUnixFileMode(FilePath)); // the mask of the process would take some away
    }

    [Fact]
    public async Task Nobody_else_can_read_a_private_file_while_it_is_written()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        UnixFileMode? seen = null;
        await AtomicFile.WriteAsync(FilePath, (_, _) =>
        {
            if (!OperatingSystem.IsWindows()) seen = File.GetUnixFileMode(_directory.GetFiles().Single().FullName);
            return Task.CompletedTask;
        }, Private, TimeProvider.System, Token);
        Assert.Equal(Private, seen);
    }

    [Fact]
    public async Task A_link_stays_and_what_it_leads_to_is_replaced_or_made()
    {
        var target = Path.Combine(_directory.FullName, "target.txt");
        File.CreateSymbolicLink(FilePath, "target.txt");
        await WriteAsync("made");
        await WriteAsync("replaced");
        Assert.Equal("target.txt", new FileInfo(FilePath).LinkTarget);
        Assert.Null(new FileInfo(target).LinkTarget);
        Assert.Equal("replaced", await File.ReadAllTextAsync(target, Token));
    }

    [Fact]
    public async Task Readers_see_the_old_content_or_the_new_and_never_a_part()
    {
        await WriteAsync(new string('a', 100_000));
        var reader = Task.Run(async () =>
        {
            for (var reads = 0; reads < 200; reads++)
            {
                var text = await File.ReadAllTextAsync(FilePath, Token);
                Assert.Equal(100_000, text.Length);
                Assert.Equal(text[0], text[^1]);
            }
        }, Token);
        var writes = 0;
        do await WriteAsync(new string((char)('b' + (writes % 25)), 100_000));
        while (++writes < 20 || !reader.IsCompleted);
        await reader;
    }

    [Fact]
    public async Task What_the_system_says_of_the_temporary_file_is_said_of_the_file_that_was_given()
    {
        var refused = await Assert.ThrowsAsync<IOException>(() => AtomicFile.WriteAsync(FilePath, (stream, _) => throw new IOException($"No space left on device : '{((FileStream)stream).Name}'", 28), null, TimeProvider.System, Token));
        Assert.Equal($"'{FilePath}' could not be written: the disk is full.", refused.Message);
        var other = await Assert.ThrowsAsync<IOException>(() => AtomicFile.WriteAsync(FilePath, (stream, _) => throw new IOException($"Odd : '{((FileStream)stream).Name}'"), null, TimeProvider.System, Token));
        Assert.Equal($"'{FilePath}' could not be written: Odd : '{FilePath}'.", other.Message);
        var denied = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => AtomicFile.WriteAsync(FilePath, (stream, _) => throw new UnauthorizedAccessException($"Access to the path '{((FileStream)stream).Name}' is denied."), null, TimeProvider.System, Token));
        Assert.Equal($"'{FilePath}' could not be written: the folder '{_directory.FullName}' may not be written.", denied.Message);
        Assert.Empty(Names);
    }

    public void Dispose() => _directory.Delete(recursive: true);

    private Task WriteAsync(string text, UnixFileMode? newFileMode = null) => AtomicFile.WriteAsync(FilePath, async (stream, token) =>
    {
        await using var writer = new StreamWriter(stream, leaveOpen: true);
        await writer.WriteAsync(text.AsMemory(), token);
    }, newFileMode, TimeProvider.System, Token);
}
