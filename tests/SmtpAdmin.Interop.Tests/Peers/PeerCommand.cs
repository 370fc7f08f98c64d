using System.Diagnostics;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>What a tool did that ran to its end.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">Its standard output.</param>
/// <param name="Error">Its standard error.</param>
internal sealed record PeerCommand(int ExitCode, string Output, string Error)
{
    /// <summary>Runs a tool to its end, thirty seconds at most.</summary>
    /// <param name="program">The program's path.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <param name="environment">Variables to add.</param>
    /// <param name="input">What to give it on standard input.</param>
    /// <exception cref="PeerException">It did not end in time.</exception>
    internal static async Task<PeerCommand> RunAsync(
        string program, IEnumerable<string> arguments, CancellationToken cancellationToken,
        IReadOnlyDictionary<string, string>? environment = null, string input = "")
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, value) in environment ?? new Dictionary<string, string>()) start.Environment[name] = value;
        using var process = Process.Start(start)!;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(30));
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(patience.Token);
            var error = process.StandardError.ReadToEndAsync(patience.Token);
            await process.StandardInput.WriteAsync(input.AsMemory(), patience.Token);
            process.StandardInput.Close();
            await process.WaitForExitAsync(patience.Token);
            return new PeerCommand(process.ExitCode, await output, await error);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            process.Kill(entireProcessTree: true);
            throw new PeerException($"{program} did not end within thirty seconds.");
        }
    }

    /// <summary>This result, when the tool succeeded.</summary>
    /// <exception cref="PeerException">It ended with another code than 0.</exception>
    internal PeerCommand OrThrow(string what) =>
        ExitCode == 0 ? this : throw new PeerException($"{what} ended with code {ExitCode}.\n{Output}\n{Error}");
}
