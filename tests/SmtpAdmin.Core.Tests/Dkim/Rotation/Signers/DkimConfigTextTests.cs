using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation.Signers;

/// <summary>Configurations are octets: read within bounds, from regular files alone, and with nothing of a private key shown.</summary>
public sealed class DkimConfigTextTests : IDisposable
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dkim-config-");

    private string FilePath => Path.Combine(_folder.FullName, "file");

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(65535, 65536)]
    [InlineData(65536, 65536)]
    [InlineData(65537, 200_000)]
    [InlineData(200_000, 200_000)]
    public async Task A_file_is_read_octet_for_octet(int length, int most)
    {
        var octets = new byte[length];
        new Random(5).NextBytes(octets);
        await File.WriteAllBytesAsync(FilePath, octets, Token);
        Assert.Equal(octets, Encoding.Latin1.GetBytes((await DkimConfigText.ReadAsync(FilePath, most, Token))!));
        if (length > 0) Assert.Null(await DkimConfigText.ReadAsync(FilePath, length - 1, Token));
    }

    [Fact]
    public async Task A_file_whose_length_the_system_does_not_tell_is_read()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs /proc.");
        Assert.Equal(0, new FileInfo("/proc/self/status").Length);
        Assert.Contains("Name:", await DkimConfigText.ReadAsync("/proc/self/status", 100_000, Token), StringComparison.Ordinal);
        Assert.Null(await DkimConfigText.ReadAsync("/proc/self/status", 10, Token));
    }

    [Theory]
    [InlineData(DkimSoftware.OpenDkim)]
    [InlineData(DkimSoftware.Exim)]
    [InlineData(DkimSoftware.Rspamd)]
    public async Task A_pipe_or_a_device_is_neither_waited_for_nor_read_without_end(DkimSoftware signer)
    {
        var pipe = await NamedPipe.MakeAsync(FilePath, Token);
        File.CreateSymbolicLink(FilePath + "link", pipe);
        foreach (var path in new[] { pipe, FilePath + "link", "/dev/zero", "/dev/null" })
        {
            var read = await DkimSignerFile.ReadAsync(new DkimSignerQuery { Signer = signer, Path = path, Domain = "example.org" }, Token);
            Assert.Equal($"'{path}' is no regular file but a device, a named pipe or a socket.", read.Problem);
        }
    }

    [Fact]
    public async Task A_pipe_in_the_folder_of_Haraka_is_not_waited_for()
    {
        Directory.CreateDirectory(FilePath);
        await NamedPipe.MakeAsync(Path.Combine(FilePath, "selector"), Token);
        var read = await DkimSignerFile.ReadAsync(new DkimSignerQuery { Signer = DkimSoftware.Haraka, Path = FilePath, Domain = "example.org" }, Token);
        Assert.StartsWith($"'{Path.Combine(FilePath, "selector")}' is no regular file", read.Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Names_are_written_in_UTF8_and_read_back()
    {
        Assert.Equal("cl\u00c3\u00a9", DkimConfigText.ToOctets("cl\u00e9"));
        Assert.Equal("\u043a\u043b\u044e\u0447", DkimConfigText.FromOctets("\u00d0\u00ba\u00d0\u00bb\u00d1\u008e\u00d1\u0087"));
        Assert.Equal("cl\uFFFD", DkimConfigText.FromOctets("cl\u00e9"));
        Prop.ForAll<NonNull<string>>(text =>
        {
            var meant = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.Get)); // half characters have no octets
            var octets = DkimConfigText.ToOctets(meant);
            return octets.All(character => character <= '\u00FF') && DkimConfigText.FromOctets(octets) == meant;
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData("s202611a", "s202611a")]
    [InlineData("Mail.2026", "Mail.2026")]
    [InlineData("b\u00c3\u00bccher", "b\u00fccher")]
    [InlineData("xk2vbhxx5lyzrq3ojtsbgc5mb6zjkqvzabcdefgh", "xk2vbhxx5lyzrq3ojtsbgc5mb6zjkqvzabcdefgh")] // a program made it
    [InlineData("", null)]
    [InlineData("a b", null)]
    [InlineData("a/b", null)]
    [InlineData("MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj", null)] // longer than a label
    [InlineData("nWGxnev87fU6nfsKgZ5mVxgyVTpFOksK2ScBWYi0qHE", null)] // the 32 octets of a key, which could be a label
    [InlineData("mail.nWGxnev87fU6nfsKgZ5mVxgyVTpFOksK2ScBWYi0qHE", null)]
    [InlineData("-----BEGIN PRIVATE KEY-----", null)]
    public void What_may_be_a_key_is_no_selector(string octets, string? selector) => Assert.Equal(selector, DkimConfigSelector.Of(octets));

    [Theory]
    [InlineData(DkimSoftware.OpenDkim, "old example.org:MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj:old")]
    [InlineData(DkimSoftware.OpenDkim, "old example.org:nWGxnev87fU6nfsKgZ5mVxgyVTpFOksK2ScBWYi0qHE:old")]
    [InlineData(DkimSoftware.Rspamd, "example.org nWGxnev87fU6nfsKgZ5mVxgyVTpFOksK2ScBWYi0qHE")]
    [InlineData(DkimSoftware.Haraka, "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj\n")]
    public async Task A_key_where_a_selector_belongs_stays_in_its_file(DkimSoftware signer, string text)
    {
        if (signer == DkimSoftware.Haraka) Directory.CreateDirectory(FilePath);
        await File.WriteAllTextAsync(signer == DkimSoftware.Haraka ? Path.Combine(FilePath, "selector") : FilePath, text, Token);
        var read = await DkimSignerFile.ReadAsync(new DkimSignerQuery { Signer = signer, Path = FilePath, Domain = "example.org" }, Token);
        Assert.All(read.Entries, entry => Assert.Equal("(no selector)", entry.Selector));
        Assert.Equal(signer == DkimSoftware.Rspamd ? 0 : 1, read.Entries.Count);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
