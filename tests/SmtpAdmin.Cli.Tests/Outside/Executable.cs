using System.Diagnostics;
using System.Text.Json;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary>Runs <c>smtpadmin</c> as a process of its own, as a shell does.</summary>
internal static class Executable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(2);

    public static Task<Outcome> RunAsync(params string[] arguments) => RunAsync(arguments, standardInput: "", environment: []);

    public static Task<Outcome> RunAsync(string[] arguments, string standardInput, Dictionary<string, string> environment) =>
        OutcomeAsync(Start(arguments, environment), standardInput);

    /// <summary>Runs it by bash; the test is skipped where there is none.</summary>
    /// <param name="script">What bash runs, with the command line as <c>"$@"</c>.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Variables.</param>
    public static Task<Outcome> RunByBashAsync(string script, string[] arguments, Dictionary<string, string> environment)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "There is no bash.");
        return OutcomeAsync(StartCommand(["/bin/bash", "-c", script, "bash", "dotnet", Library, .. arguments], environment), "");
    }

    /// <summary>Runs it as another account, or with less rights; the test is skipped where that cannot be done.</summary>
    /// <param name="rights">The options of setpriv(1).</param>
    /// <param name="arguments">The arguments.</param>
    public static async Task<Outcome> RunAsAsync(string[] rights, params string[] arguments)
    {
        string[] become = ["setpriv", .. rights];
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && File.Exists("/usr/bin/setpriv"), "Only root can run something as somebody else, by setpriv.");
        var canRead = await OutcomeAsync(StartCommand([.. become, "test", "-r", Library], []), "");
        Assert.SkipUnless(canRead.ExitCode == 0, "The other account cannot read the executable here.");
        return await OutcomeAsync(StartCommand([.. become, "dotnet", Library, .. arguments], []), "");
    }

    private static async Task<Outcome> OutcomeAsync(Process started, string standardInput)
    {
        using var process = started;
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
    public static Process Start(string[] arguments, Dictionary<string, string> environment) => StartCommand(["dotnet", Library, .. arguments], environment);

    private static string Library => Path.Combine(AppContext.BaseDirectory, "smtpadmin.dll");

    private static Process StartCommand(string[] command, Dictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in command.Skip(1)) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException($"{command[0]} did not start.");
    }
}

/// <summary>What a run left behind.</summary>
internal sealed record Outcome(int ExitCode, string Output, string Error)
{
    /// <summary>The JSON objects of the output, one a line.</summary>
    public IReadOnlyList<JsonElement> Objects =>
        [.. Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonDocument.Parse(line).RootElement)];
}
