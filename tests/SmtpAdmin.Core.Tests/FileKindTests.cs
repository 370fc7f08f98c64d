using System.Net.Sockets;
using SmtpAdmin.Core.Tests.Fakes;

namespace SmtpAdmin.Core.Tests;

public sealed class FileKindTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtpadmin-kind-");

    [Fact]
    public async Task Regular_files_are_told_from_folders_and_from_nothing()
    {
        await File.WriteAllTextAsync(PathOf("empty"), "", Token);
        await File.WriteAllTextAsync(PathOf("full"), "x", Token);
        Assert.Equal(FileKind.Regular, FileKinds.Of(PathOf("empty")));
        Assert.Equal(FileKind.Regular, FileKinds.Of(PathOf("full")));
        Assert.Equal(FileKind.Folder, FileKinds.Of(_folder.FullName));
        Assert.Equal(FileKind.Nothing, FileKinds.Of(PathOf("none")));
        Assert.Equal(FileKind.Nothing, FileKinds.Of(PathOf("none/at all")));
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(PathOf("link"), "empty");
        File.CreateSymbolicLink(PathOf("dangling"), "none");
        Assert.Equal(FileKind.Regular, FileKinds.Of(PathOf("link")));
        Assert.Equal(FileKind.Nothing, FileKinds.Of(PathOf("dangling")));
        await using var open = new FileStream(PathOf("empty"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(FileKind.Regular, FileKinds.Of(PathOf("empty")));
    }

    [Theory]
    [InlineData(UnixFileMode.None)]
    [InlineData(UnixFileMode.UserWrite)]
    public async Task A_regular_file_that_may_not_be_read_is_one(UnixFileMode mode)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such permissions.");
        if (OperatingSystem.IsWindows()) return; // tells the analyzer what the line above does
        await File.WriteAllTextAsync(PathOf("empty"), "", Token);
        File.SetUnixFileMode(PathOf("empty"), mode);
        Assert.Equal(FileKind.Regular, FileKinds.Of(PathOf("empty")));
    }

    [Theory]
    [InlineData("pipe")]
    [InlineData("socket")]
    public async Task What_is_no_regular_file_is_never_replaced_nor_opened(string kind)
    {
        var path = PathOf(kind);
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        if (kind == "pipe") await NamedPipe.MakeAsync(path, Token);
        else if (OperatingSystem.IsWindows()) Assert.Skip("There it is no file.");
        else socket.Bind(new UnixDomainSocketEndPoint(path));
        File.CreateSymbolicLink(PathOf("link"), kind);

        foreach (var name in new[] { path, PathOf("link") })
        {
            Assert.Equal(FileKind.Other, FileKinds.Of(name));
            var isAsked = false;
            var refused = await Assert.ThrowsAsync<IOException>(() => AtomicFile.WriteAsync(name, (_, _) => Task.FromResult(isAsked = true), null, TimeProvider.System, Token));
            Assert.Equal($"'{name}' is no regular file but a device, a named pipe or a socket, and is not replaced by one. Name a file.", refused.Message);
            Assert.False(isAsked);
            Assert.Throws<IOException>(() => AtomicFile.Probe(name));
        }
        await Assert.ThrowsAsync<IOException>(() => AtomicFile.WritePrivateAsync(path, new byte[1], overwrite: true, null, TimeProvider.System, Token));
        Assert.False(await AtomicFile.WritePrivateAsync(path, new byte[1], overwrite: false, null, TimeProvider.System, Token));
        Assert.Equal(FileKind.Other, FileKinds.Of(path));
        Assert.Equal(["link", kind], _folder.EnumerateFileSystemInfos().Select(file => file.Name).Order(StringComparer.Ordinal));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string PathOf(string name) => Path.Combine(_folder.FullName, name);
}
