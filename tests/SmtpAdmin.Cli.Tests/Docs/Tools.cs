using System.Diagnostics;

namespace SmtpAdmin.Cli.Tests.Docs;

/// <summary>Other people's programs, where they are installed.</summary>
internal static class Tools
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(2);

    public static bool Has(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => folder.Length > 0 && File.Exists(Path.Combine(folder, name)));

    public static async Task<(int ExitCode, string Output, string Error)> RunAsync(
        string name, string[] arguments, string standardInput, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(name) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (variable, value) in environment) start.Environment[variable] = value;
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(HangGuard);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start.");
        try
        {
            await process.StandardInput.WriteAsync(standardInput);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(guard.Token);
            var error = process.StandardError.ReadToEndAsync(guard.Token);
            await process.WaitForExitAsync(guard.Token);
            return (process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }
}
