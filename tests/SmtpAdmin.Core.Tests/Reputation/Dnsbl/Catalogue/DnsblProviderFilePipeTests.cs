using System.Diagnostics;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>What is named as a file of lists and is none.</summary>
public sealed class DnsblProviderFilePipeTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_named_pipe_is_no_file_of_lists_and_is_not_waited_for(bool isLinked)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among its files.");
        using var folder = new StateFolder();
        var pipe = folder.PathOf("pipe");
        using var make = Process.Start("mkfifo", [pipe]);
        await make.WaitForExitAsync(Token);
        Assert.Equal(0, make.ExitCode);
        var path = isLinked ? folder.PathOf("link") : pipe;
        if (isLinked) File.CreateSymbolicLink(path, pipe);

        // Opening it to read would wait for a writer for ever, and could not be cancelled.
        var reading = Task.Run(() => DnsblCatalogue.Default.WithFileAsync(path, Token), Token);
        var refused = await Assert.ThrowsAsync<DnsblProviderFileException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.Equal("It is empty, or no regular file.", Assert.Single(refused.Problems).Message);
    }

    [Fact]
    public async Task A_device_is_no_file_of_lists()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "Needs /dev/zero.");
        await Assert.ThrowsAsync<DnsblProviderFileException>(() => DnsblCatalogue.Default.WithFileAsync("/dev/zero", Token));
    }

    [Fact]
    public async Task A_link_to_a_file_of_lists_is_followed()
    {
        using var folder = new StateFolder();
        var (link, file) = (folder.PathOf("link.json"), folder.PathOf("mine.json"));
        await File.WriteAllTextAsync(file, """{ "providers": [ { "name": "Own", "zone": "bl.own.test", "subjects": ["IPv4"] } ] }""", Token);
        File.CreateSymbolicLink(link, file);
        Assert.NotNull((await DnsblCatalogue.Default.WithFileAsync(link, Token)).Find("Own"));
    }
}
