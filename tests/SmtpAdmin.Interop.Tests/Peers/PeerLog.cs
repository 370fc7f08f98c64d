using System.Diagnostics;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>A server's log file. Servers write it when they come to it, so tests wait.</summary>
internal static class PeerLog
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Waits until the log holds a text.</summary>
    /// <returns>The line that holds it.</returns>
    /// <exception cref="PeerException">It does not within ten seconds.</exception>
    internal static async Task<string> WaitForAsync(string path, string text, CancellationToken cancellationToken)
    {
        string[] lines = [];
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(20, cancellationToken))
        {
            if (File.Exists(path)) lines = await File.ReadAllLinesAsync(path, cancellationToken);
            if (lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found) return found;
        }
        throw new PeerException($"'{text}' does not stand in {path}. Its end:\n{string.Join('\n', lines.TakeLast(40))}");
    }
}
