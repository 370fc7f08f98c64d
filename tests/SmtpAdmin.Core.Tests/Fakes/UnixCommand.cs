using System.Diagnostics;

namespace SmtpAdmin.Core.Tests.Fakes;

/// <summary>What the class library does not do: <c>chown</c>, <c>ln</c>.</summary>
internal static class UnixCommand
{
    public static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, process.ExitCode);
    }
}
