using System.Globalization;
using System.Net;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>The tools that come with OpenDKIM.</summary>
internal static class OpenDkimTools
{
    /// <summary>Makes an RSA key with opendkim-genkey.</summary>
    /// <param name="directory">Where its files go.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="cancellationToken">Ends the tool.</param>
    /// <param name="options">Further options of it, such as <c>--bits=1024</c>.</param>
    /// <returns>The path of the private key, and the line of the zone, as the tool writes it: several strings over several lines.</returns>
    public static async Task<(string KeyPath, string ZoneLine)> GenerateKeyAsync(
        string directory, string selector, string domain, CancellationToken cancellationToken, params string[] options)
    {
        var program = PeerProgram.Known["opendkim-genkey"].Path;
        (await PeerCommand.RunAsync(program, ["-D", directory, "-s", selector, "-d", domain, .. options], cancellationToken)).OrThrow("opendkim-genkey");
        return (Path.Combine(directory, $"{selector}.private"), await File.ReadAllTextAsync(Path.Combine(directory, $"{selector}.txt"), cancellationToken));
    }

    /// <summary>Has opendkim-testkey look a record up and compare it with a private key.</summary>
    /// <param name="server">The DNS server that it asks.</param>
    /// <param name="selector">The selector.</param>
    /// <param name="domain">The domain.</param>
    /// <param name="keyPath">The private key.</param>
    /// <param name="cancellationToken">Ends the tool.</param>
    /// <returns>Whether they are a pair, and what it says.</returns>
    public static async Task<(bool IsPair, string Text)> TestKeyAsync(IPEndPoint server, string selector, string domain, string keyPath, CancellationToken cancellationToken)
    {
        using var files = new PeerDirectory("testkey");
        // libunbound answers for the domain test by itself, and for others asks what it thinks is the Internet, unless it is told otherwise.
        var resolver = files.Write("unbound.conf", string.Create(CultureInfo.InvariantCulture, $"""
            server:
              do-not-query-localhost: no
              module-config: "iterator"
              local-zone: "test." nodefault
            forward-zone:
              name: "."
              forward-addr: {server.Address}@{server.Port}

            """));
        var configuration = files.Write("opendkim.conf", $"ResolverConfiguration {resolver}\n");
        var run = await PeerCommand.RunAsync(
            PeerProgram.Known["opendkim-testkey"].Path, ["-d", domain, "-s", selector, "-k", keyPath, "-x", configuration, "-vvv"], cancellationToken);
        return (run.ExitCode == 0, run.Output + run.Error);
    }
}
