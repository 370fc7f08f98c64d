using System.Diagnostics;
using System.Text.Json;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary>Runs <c>smtpadmin</c> as a process of its own, as a shell does.</summary>
internal static class Executable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(2);

    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(arguments, standardInput: "", environment: []);

    public static async Task<Outcome> RunAsync(string[] arguments, string standardInput, Dictionary<string, string> environment)
    {
        using var process = Start(arguments, environment);
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(HangGuard);
        try
        {
            await process.StandardInput.WriteAsync(standardInput);
            process.StandardInput.Close();
            var output = process.StandardOutput.ReadToEndAsync(guard.Token);
            var error = process.StandardError.ReadToEndAsync(guard.Token);
            await process.WaitForExitAsync(guard.Token);
            return new Outcome(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    /// <summary>Starts it and leaves it running: for a test that interrupts it.</summary>
    public static Process Start(string[] arguments, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "smtpadmin.dll"));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("smtpadmin did not start.");
    }
}

/// <summary>What a run left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>The JSON objects of the output, one a line.</summary>
    public IReadOnlyList<JsonElement> Objects =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
