using System.Diagnostics;

namespace SmtpAdmin.Core.Tests.Fakes;

/// <summary>Named pipes among files.</summary>
internal static class NamedPipe
{
    /// <summary>Makes one, which nobody has open.</summary>
    public static async Task<string> MakeAsync(string path, CancellationToken cancellationToken)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no named pipes among its files.");
        using var make = Process.Start("mkfifo", [path]);
        await make.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, make.ExitCode);
        return path;
    }
}
