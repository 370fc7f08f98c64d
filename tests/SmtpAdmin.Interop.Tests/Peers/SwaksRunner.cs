using System.Net;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>swaks, the mail administrator's own test client.</summary>
internal static class SwaksRunner
{
    /// <summary>Sends one message by swaks, or skips the running test where it is not installed.</summary>
    /// <param name="server">Where to.</param>
    /// <param name="arguments">More of its arguments.</param>
    /// <returns>What it did: the whole session is on its output.</returns>
    internal static Task<PeerCommand> RunAsync(IPEndPoint server, params IEnumerable<string> arguments)
    {
        Peer.SkipUnlessAvailable("swaks");
        return PeerCommand.RunAsync(
            PeerProgram.Known["swaks"].Path,
            ["--server", server.Address.ToString(), "--port", $"{server.Port}", "--timeout", "10", "--ehlo", "swaks.interop.test", .. arguments],
            TestContext.Current.CancellationToken);
    }
}
