using System.Diagnostics;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary>Standard output that others write to as well.</summary>
public sealed class StandardOutputTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("output-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(">")]
    [InlineData(">>")]
    public async Task A_file_that_a_shell_and_its_commands_share_keeps_all_lines(string redirection)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Takes a POSIX shell.");
        var file = Path.Combine(_folder.FullName, "all.txt");
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"(echo first; dotnet \"$0\" --version; echo middle; dotnet \"$0\" --version; echo last) {redirection} \"$1\"",
            Path.Combine(AppContext.BaseDirectory, "smtpadmin.dll"), file]);
        using var shell = Process.Start(start)!;
        await shell.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(5, lines.Length);
        Assert.Equal(("first", "middle", "last"), (lines[0], lines[2], lines[4]));
        Assert.Equal(lines[1], lines[3]);
        Assert.Matches(@"^\d+\.\d+\.\d+", lines[1]);
    }
}
