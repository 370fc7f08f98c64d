using SmtpAdmin.MtaSts;

namespace SmtpAdmin.Core.Tests.MtaSts;

public sealed class MtaStsPolicyFileTests : IDisposable
{
    private const string Policy = "version: STSv1\r\nmode: testing\r\nmx: mx.example.com\r\nmax_age: 604800\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("smtpadmin-").FullName;

    [Fact]
    public async Task A_policy_is_written_octet_by_octet_and_not_again_when_it_is_there()
    {
        var path = MtaStsPolicyFile.PathOf(_folder);
        Assert.Equal(Path.Combine(_folder, "mta-sts.txt"), path);
        Assert.True(await WriteAsync(path, Policy));
        Assert.Equal(Policy, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
        Assert.False(await WriteAsync(path, Policy));
        Assert.True(await WriteAsync(path, Policy.Replace("testing", "enforce", StringComparison.Ordinal)));
        Assert.Contains("mode: enforce\r\n", await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal([path], Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("mode: testing\nversion: STSv1\n", true)]
    [InlineData("", true)]
    [InlineData("root:x:0:0\n", false)]
    public async Task Only_an_earlier_policy_is_replaced(string there, bool isReplaced)
    {
        var path = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(path, there, TestContext.Current.CancellationToken);
        if (isReplaced) Assert.True(await WriteAsync(path, Policy));
        else Assert.Contains("is no MTA-STS policy", (await Assert.ThrowsAsync<IOException>(() => WriteAsync(path, Policy))).Message, StringComparison.Ordinal);
        Assert.Equal(isReplaced ? Policy : there, await File.ReadAllTextAsync(path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_told() =>
        Assert.Contains("There is no directory", (await Assert.ThrowsAsync<DirectoryNotFoundException>(() => WriteAsync(Path.Combine(_folder, "none", "mta-sts.txt"), Policy))).Message, StringComparison.Ordinal);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Task<bool> WriteAsync(string path, string policy) => MtaStsPolicyFile.WriteAsync(path, policy, TimeProvider.System, TestContext.Current.CancellationToken);
}
