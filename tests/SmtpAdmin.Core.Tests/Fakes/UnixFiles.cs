using System.Diagnostics;

namespace SmtpAdmin.Core.Tests.Fakes;

/// <summary>Files of other accounts. Only root can give one away: everybody else's tests are skipped.</summary>
internal static class UnixFiles
{
    public static void RequireRoot() => Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "Only root can give files away.");

    /// <summary>Gives a file away, as <c>chown</c> does.</summary>
    /// <param name="path">The file.</param>
    /// <param name="owner">The number of the user, and behind a colon that of the group.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task GiveAsync(string path, string owner, CancellationToken cancellationToken)
    {
        RequireRoot();
        using var give = Process.Start("chown", [owner, path]);
        await give.WaitForExitAsync(cancellationToken);
        Assert.Equal(0, give.ExitCode);
    }
}
