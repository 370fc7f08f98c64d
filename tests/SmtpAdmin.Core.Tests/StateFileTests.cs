using SmtpAdmin.Core.Tests.Fakes;

namespace SmtpAdmin.Core.Tests;

/// <summary>Whose a state file is, and who may replace it; what else is to be known of it is in the tests of those that remember something.</summary>
public sealed class StateFileTests : IDisposable
{
    private const string Account = "65534"; // nobody's, everywhere
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtpadmin-state-");

    private string FilePath => Path.Combine(_folder.FullName, "state.json");

    [Theory]
    [InlineData(0b110_100_100)]
    [InlineData(0b110_000_000)]
    [InlineData(0b000_010_000)]
    [InlineData(0b000_000_010)]
    public async Task Root_replaces_the_file_of_another_account_which_keeps_it_and_gets_the_lock(int mode)
    {
        UnixFiles.RequireRoot();
        if (!OperatingSystem.IsLinux()) return; // tells the analyzer what the line above does
        await WriteAsync("old");
        File.SetUnixFileMode(FilePath, (UnixFileMode)mode);
        await UnixFiles.GiveAsync(FilePath, $"{Account}:54321", Token);
        var before = UnixOwner.Of(FilePath);
        Assert.Equal((65534u, 54321u, (UnixFileMode)mode), (before!.Value.User, before.Value.Group, before.Value.Mode));

        var file = NewFile();
        Assert.Null(file.FindSaveProblem());
        await using (await file.LockAsync(Token))
        {
            Assert.Equal(65534u, UnixOwner.Of(FilePath + ".lock")?.User);
            await WriteAsync("new", file);
        }
        Assert.Equal(("new", before), (await File.ReadAllTextAsync(FilePath, Token), UnixOwner.Of(FilePath)));
        Assert.Equal(["state.json", "state.json.lock"], _folder.GetFiles().Select(entry => entry.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("0")]
    [InlineData(Account)]
    public async Task A_file_that_nobody_may_write_is_read_only_for_root_as_well(string owner)
    {
        UnixFiles.RequireRoot();
        await WriteAsync("old");
        File.SetAttributes(FilePath, FileAttributes.ReadOnly);
        await UnixFiles.GiveAsync(FilePath, owner, Token);
        Assert.Equal(StateFileProblem.ReadOnly, NewFile().FindSaveProblem()?.Problem);
    }

    [Fact]
    public async Task The_owner_of_what_a_link_leads_to_is_kept()
    {
        UnixFiles.RequireRoot();
        var real = Path.Combine(_folder.FullName, "real");
        await File.WriteAllTextAsync(real, "old", Token);
        await UnixFiles.GiveAsync(real, Account, Token);
        File.CreateSymbolicLink(FilePath, real);
        var file = NewFile();
        Assert.Null(file.FindSaveProblem());
        await WriteAsync("new", file);
        Assert.Equal(("new", 65534u), (await File.ReadAllTextAsync(real, Token), UnixOwner.Of(real)?.User));
        Assert.NotNull(new FileInfo(FilePath).LinkTarget);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lock_that_is_a_link_gives_no_other_file_away_and_makes_none(bool isThere)
    {
        UnixFiles.RequireRoot();
        var victim = Path.Combine(_folder.CreateSubdirectory("root-only").FullName, "victim");
        if (isThere) await File.WriteAllTextAsync(victim, "secret", Token);
        var before = UnixOwner.Of(victim);
        await WriteAsync("old");
        File.CreateSymbolicLink(FilePath + ".lock", victim);
        await UnixFiles.GiveAsync(FilePath, Account, Token);
        await UnixFiles.GiveAsync(_folder.FullName, Account, Token);
        var refused = await Assert.ThrowsAsync<StateFileException>(() => NewFile().LockAsync(Token));
        Assert.Equal(StateFileProblem.Unwritable, refused.Problem);
        Assert.Contains($"'{FilePath}.lock' is to be a lock, and is a symbolic link. Delete it.", refused.Message, StringComparison.Ordinal);
        Assert.Equal((isThere, before), (File.Exists(victim), UnixOwner.Of(victim)));
        Assert.Equal(victim, new FileInfo(FilePath + ".lock").LinkTarget);
        _folder.GetDirectories()[0].Delete(recursive: true);
    }

    [Fact]
    public async Task A_new_lock_belongs_to_whoever_has_the_folder_where_there_is_no_state_yet()
    {
        UnixFiles.RequireRoot();
        await UnixFiles.GiveAsync(_folder.FullName, $"{Account}:54321", Token);
        await using (await NewFile().LockAsync(Token))
            Assert.Equal(new UnixOwner(65534, 54321, UnixFileMode.UserRead | UnixFileMode.UserWrite), UnixOwner.Of(FilePath + ".lock"));
    }

    [Fact]
    public async Task A_lock_of_an_earlier_version_is_taken_as_it_is()
    {
        UnixFiles.RequireRoot();
        if (!OperatingSystem.IsLinux()) return; // tells the analyzer what the line above does
        await WriteAsync("old");
        await UnixFiles.GiveAsync(FilePath, Account, Token);
        await File.WriteAllTextAsync(FilePath + ".lock", "", Token);
        File.SetUnixFileMode(FilePath + ".lock", (UnixFileMode)0b110_100_100);
        var before = UnixOwner.Of(FilePath + ".lock");
        await using (await NewFile().LockAsync(Token)) Assert.Equal(before, UnixOwner.Of(FilePath + ".lock"));
    }

    [Fact]
    public void Who_had_a_file_can_read_the_new_one_when_the_permissions_say_so()
    {
        const UnixFileMode own = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var mine = new UnixOwner(1, 10, own);
        Assert.True(mine.CanReadWhenOf(new UnixOwner(1, 11, own)));
        Assert.False(mine.CanReadWhenOf(new UnixOwner(2, 10, own)));
        Assert.True((mine with { User = 0 }).CanReadWhenOf(new UnixOwner(2, 10, own)));
        Assert.True((mine with { Mode = own | UnixFileMode.GroupRead }).CanReadWhenOf(new UnixOwner(2, 10, own)));
        Assert.False((mine with { Mode = own | UnixFileMode.GroupRead }).CanReadWhenOf(new UnixOwner(2, 11, own)));
        Assert.True((mine with { Mode = own | UnixFileMode.OtherRead }).CanReadWhenOf(new UnixOwner(2, 11, own)));
    }

    public void Dispose()
    {
        foreach (var file in _folder.GetFiles()) file.Attributes = FileAttributes.Normal;
        _folder.Delete(recursive: true);
    }

    private StateFile NewFile() => new(FilePath, "so nothing is remembered", TimeProvider.System);

    private Task WriteAsync(string text, StateFile? file = null) => (file ?? NewFile()).WriteAsync(
        async (stream, token) =>
        {
            await using var writer = new StreamWriter(stream, leaveOpen: true);
            await writer.WriteAsync(text.AsMemory(), token);
        },
        Token);
}
