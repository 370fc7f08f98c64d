using System.Globalization;
using System.Net.Sockets;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Control;

/// <summary>The control socket as a file: who may reach it.</summary>
public sealed class ControlListenerTests : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode PrivateFolder = Private | UnixFileMode.UserExecute;

    private readonly TemporaryFolder _folder = new();

    private string ControlPath => Path.Combine(_folder.Path, "control");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ControlListenerTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has a named pipe in the place of the socket.");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_socket_is_its_owner_s_alone_and_goes_with_the_listener()
    {
        await using (Listen())
        {
            Assert.Equal((Private, PrivateFolder), (ModeOf(ControlPath), ModeOf(_folder.Path)));
        }
        Assert.False(AtomicFile.IsThere(ControlPath));
    }

    [Fact]
    public async Task What_a_dead_relay_left_is_replaced()
    {
        await File.WriteAllTextAsync(ControlPath, "", Token);
        Assert.Null(await SmtpRelayClient.FindAsync(_folder.Path, Token));
        await using var listener = Listen();
        Assert.NotNull(await SmtpRelayClient.FindAsync(_folder.Path, Token));
    }

    [Fact]
    public async Task A_group_may_pass_the_folder_and_connect_and_nothing_else()
    {
        UnixFiles.RequireRoot();
        await using var listener = Listen("daemon");
        Assert.Equal(
            (PrivateFolder | UnixFileMode.GroupExecute, Private | UnixFileMode.GroupRead | UnixFileMode.GroupWrite), (ModeOf(_folder.Path), ModeOf(ControlPath)));
        var daemon = UnixNames.FindGroup("daemon");
        Assert.Equal((daemon, daemon), (UnixOwner.Of(_folder.Path)?.Group, UnixOwner.Of(ControlPath)?.Group));
        Assert.Equal((0u, 0u), (UnixOwner.Of(_folder.Path)?.User, UnixOwner.Of(ControlPath)?.User));
    }

    [Fact]
    public async Task A_group_may_be_a_number()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only Linux is asked whose a file is.");
        var own = UnixOwner.Of(_folder.Path)!.Value.Group; // of which this account is a member
        await using var listener = Listen(own.ToString(CultureInfo.InvariantCulture));
        Assert.Equal((own, PrivateFolder | UnixFileMode.GroupExecute), (UnixOwner.Of(ControlPath)!.Value.Group, ModeOf(_folder.Path)));
    }

    [Fact]
    public void A_group_that_is_not_there_is_told()
    {
        var problem = Assert.Throws<IOException>(() => Listen("no-such\u001b-group"));
        Assert.Contains("no group 'no-such\uFFFD-group'", problem.Message, StringComparison.Ordinal);
        Assert.Equal(PrivateFolder, ModeOf(_folder.Path));
    }

    [Fact]
    public void A_group_that_the_account_is_not_in_is_told()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "Root may give files to any group.");
        Assert.Contains("has to be in it", Assert.Throws<IOException>(() => Listen("0")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_socket_that_cannot_be_made_is_told()
    {
        Assert.Contains("none", Assert.ThrowsAny<IOException>(() => Listen(path: Path.Combine(_folder.Path, "none", "control"))).Message, StringComparison.Ordinal);
        Directory.CreateDirectory(ControlPath);
        Assert.Throws<UnauthorizedAccessException>(() => Listen());
    }

    [Fact]
    public void A_spool_whose_socket_would_have_too_long_a_path_is_told()
    {
        var fits = Path.Combine("/tmp", new string('x', 103 - "/tmp//control".Length));
        Assert.Equal(fits + "/control", RelayControlPath.For(fits + "/"));
        Assert.Contains("104 octets", Assert.Throws<IOException>(() => RelayControlPath.For(fits + "x")).Message, StringComparison.Ordinal);
        Assert.Throws<IOException>(() => RelayControlPath.For(fits[..^1] + "é")); // octets count, not characters
    }

    private static UnixFileMode ModeOf(string path) => OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(path);

    private ControlListener Listen(string? group = null, string? path = null) => new(path ?? ControlPath, group, (_, _) => Task.CompletedTask);
}
