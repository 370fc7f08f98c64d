using System.Security.Cryptography;
using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Signing;

public sealed class DkimFileSignerTests : IDisposable
{
    private static readonly DkimFileSigner Signer = new(TimeProvider.System);

    private readonly string _folder = Directory.CreateTempSubdirectory("smtpadmin-test-").FullName;

    private string File1 => Path.Combine(_folder, "message.eml");

    [Fact]
    public async Task A_file_is_replaced_and_keeps_its_permissions()
    {
        await WriteAsync(Rfc8463Message.Unsigned);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(File1, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        var signatures = await Signer.SignAsync(File1, null, [SignedMessages.Options(SignedMessages.Rsa), SignedMessages.Options(SignedMessages.Ed25519)], TestContext.Current.CancellationToken);
        Assert.Equal([File1, File1], signatures.Select(signature => signature.Path));
        Assert.Equal(string.Concat(signatures.Select(signature => signature.Header)) + Rfc8463Message.Unsigned, await ReadAsync(File1));
        Assert.All(await SignedMessages.VerifyAsync(await ReadAsync(File1), now: DateTimeOffset.UtcNow), result => Assert.Equal(DkimStatus.Pass, result.Status));
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(File1));
        Assert.Equal([File1], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task Another_file_takes_the_signed_message_and_the_privacy_of_its_source()
    {
        await WriteAsync(Rfc8463Message.Unsigned);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(File1, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var target = Path.Combine(_folder, "signed.eml");
        await Signer.SignAsync(File1, target, [SignedMessages.Options(SignedMessages.Rsa)], TestContext.Current.CancellationToken);
        Assert.Equal(Rfc8463Message.Unsigned, await ReadAsync(File1));
        Assert.EndsWith(Rfc8463Message.Unsigned, await ReadAsync(target), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(target));
    }

    [Fact]
    public async Task A_link_stays_a_link()
    {
        if (OperatingSystem.IsWindows()) Assert.Skip("Links need a privilege on Windows.");
        await WriteAsync(Rfc8463Message.Unsigned);
        var link = Path.Combine(_folder, "link.eml");
        File.CreateSymbolicLink(link, File1);
        await Signer.SignAsync(link, null, [SignedMessages.Options(SignedMessages.Rsa)], TestContext.Current.CancellationToken);
        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.StartsWith("DKIM-Signature:", await ReadAsync(File1), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nul", typeof(DkimMessageException))]
    [InlineData("missing", typeof(FileNotFoundException))]
    [InlineData("no folder", typeof(DirectoryNotFoundException))]
    [InlineData("cancelled", typeof(TaskCanceledException))]
    public async Task What_goes_wrong_leaves_the_files_as_they_were(string how, Type error)
    {
        var message = Rfc8463Message.Unsigned + new string('a', 300_000) + (how == "nul" ? "\0" : "");
        await WriteAsync(message);
        using var stop = new CancellationTokenSource();
        if (how == "cancelled") await stop.CancelAsync();
        var work = Signer.SignAsync(how == "missing" ? File1 + "x" : File1, how == "no folder" ? Path.Combine(_folder, "no", "out.eml") : null, [SignedMessages.Options(SignedMessages.Rsa)], stop.Token);
        Assert.IsAssignableFrom(error, await Record.ExceptionAsync(() => work));
        Assert.Equal(message, await ReadAsync(File1));
        Assert.Equal([File1], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_stream_goes_to_a_file_or_leaves_it_as_it_was()
    {
        await WriteAsync("as it was");
        var octets = Encoding.Latin1.GetBytes(Rfc8463Message.Unsigned);
        await Assert.ThrowsAsync<IOException>(() => Signer.SignAsync(new PieceStream(octets, 50) { FailsAtEnd = true }, File1, [SignedMessages.Options(SignedMessages.Rsa)], TestContext.Current.CancellationToken));
        Assert.Equal("as it was", await ReadAsync(File1));
        var signature = Assert.Single(await Signer.SignAsync(new PieceStream(octets, 50), File1, [SignedMessages.Options(SignedMessages.Rsa)], TestContext.Current.CancellationToken));
        Assert.Equal(File1, signature.Path);
        Assert.Equal(signature.Header + Rfc8463Message.Unsigned, await ReadAsync(File1));
    }

    [Fact]
    public async Task Who_stops_it_midway_has_the_old_file_and_nothing_beside_it()
    {
        await WriteAsync("as it was");
        using var stop = new CancellationTokenSource();
        var octets = Encoding.Latin1.GetBytes(Rfc8463Message.Unsigned + new string('a', 500_000));
        await using var message = new PieceStream(octets, 1000) { OnRead = taken => { if (taken > 300_000) stop.Cancel(); } };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Signer.SignAsync(message, File1, [SignedMessages.Options(SignedMessages.Rsa)], stop.Token));
        Assert.InRange(message.Taken, 300_000, 302_000);
        Assert.Equal("as it was", await ReadAsync(File1));
        Assert.Equal([File1], Directory.GetFiles(_folder));
    }

    [Fact]
    public async Task A_pipe_is_read_and_never_replaced()
    {
        var pipe = await NamedPipe.MakeAsync(Path.Combine(_folder, "pipe"), TestContext.Current.CancellationToken);
        var refused = await Assert.ThrowsAsync<IOException>(() => Signer.SignAsync(pipe, null, [SignedMessages.Options(SignedMessages.Rsa)], TestContext.Current.CancellationToken));
        Assert.StartsWith($"'{pipe}' is no regular file", refused.Message, StringComparison.Ordinal);
        await WriteAsync(Rfc8463Message.Unsigned);
        await Assert.ThrowsAsync<IOException>(() => Signer.SignAsync(File1, pipe, [SignedMessages.Options(SignedMessages.Rsa)], TestContext.Current.CancellationToken));
        Assert.Equal(FileKind.Other, FileKinds.Of(pipe));

        var target = Path.Combine(_folder, "signed.eml");
        var writing = Task.Run(() => File.WriteAllTextAsync(pipe, Rfc8463Message.Unsigned, Encoding.Latin1, TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        var signing = Task.Run(() => Signer.SignAsync(pipe, target, [SignedMessages.Options(SignedMessages.Rsa)], TestContext.Current.CancellationToken), TestContext.Current.CancellationToken);
        await signing.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        await writing;
        Assert.EndsWith(Rfc8463Message.Unsigned, await ReadAsync(target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_that_receivers_need_not_take_is_told()
    {
        await WriteAsync(Rfc8463Message.Unsigned);
        using var rsa = RSA.Create(4104);
        using var large = DkimSigningKey.Read(rsa.ExportPkcs8PrivateKeyPem(), default);
        var signatures = await Signer.SignAsync(File1, null, [SignedMessages.Options(large), SignedMessages.Options(SignedMessages.Rsa)], TestContext.Current.CancellationToken);
        var finding = Assert.Single(signatures[0].Findings, finding => finding.Code == "DKIM-KEY-LARGE");
        Assert.Equal((FindingSeverity.Warning, "RFC 8301 section 3.2"), (finding.Severity, finding.Reference));
        Assert.DoesNotContain(signatures[1].Findings, finding => finding.Code == "DKIM-KEY-LARGE");
    }

    [Fact]
    public async Task A_folder_in_place_of_a_message_is_told()
    {
        var folder = await Assert.ThrowsAsync<IOException>(() => Signer.SignAsync(_folder, Path.Combine(_folder, "out.eml"), [SignedMessages.Options(SignedMessages.Rsa)], TestContext.Current.CancellationToken));
        Assert.Equal($"'{_folder}' is a folder. Name the files of messages.", folder.Message);
    }

    [Fact]
    public async Task Errors_name_the_file_that_was_given()
    {
        await WriteAsync(Rfc8463Message.Unsigned);
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "The administrator may write everywhere.");
        if (OperatingSystem.IsWindows()) return; // tells the analyzer what the line above does
        File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        try
        {
            var refused = await Assert.ThrowsAsync<UnauthorizedAccessException>(() => Signer.SignAsync(File1, null, [SignedMessages.Options(SignedMessages.Rsa)], TestContext.Current.CancellationToken));
            Assert.Equal($"'{File1}' could not be written: the folder '{_folder}' may not be written.", refused.Message);
        }
        finally
        {
            File.SetUnixFileMode(_folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task WriteAsync(string text) => File.WriteAllTextAsync(File1, text, Encoding.Latin1, TestContext.Current.CancellationToken);

    private static Task<string> ReadAsync(string path) => File.ReadAllTextAsync(path, Encoding.Latin1, TestContext.Current.CancellationToken);
}
