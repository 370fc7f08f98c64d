using System.Text.Json;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>A script of ours for the system's Python, which answers in JSON.</summary>
internal static class PythonScript
{
    /// <summary>Runs a script, or skips the running test where there is no Python.</summary>
    /// <exception cref="PeerException">It failed.</exception>
    public static async Task<JsonElement> RunAsync(string script, IEnumerable<string> arguments, string input, CancellationToken cancellationToken)
    {
        Peer.SkipUnlessAvailable("python3");
        var run = await PeerCommand.RunAsync(PeerProgram.Known["python3"].Path, [Path.Combine(AppContext.BaseDirectory, script), .. arguments], cancellationToken, input: input);
        using var document = JsonDocument.Parse(run.OrThrow(script).Output);
        return document.RootElement.Clone();
    }
}
