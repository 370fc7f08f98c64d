using System.Text;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>The opendkim filter itself, with a configuration as a mail server has it; it reads a message from a file in place of the milter protocol.</summary>
internal static class OpenDkimFilter
{
    /// <summary>Checks a configuration, and signs a message by it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="configuration">Lines of opendkim.conf: who signs, and with what.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>The message with its signature on top.</returns>
    /// <exception cref="PeerException">The configuration is wrong.</exception>
    public static async Task<byte[]> SignAsync(byte[] message, string configuration, CancellationToken cancellationToken)
    {
        var signature = await AddedFieldAsync("DKIM-Signature", message, $"Mode s\n{configuration}\n", [], cancellationToken);
        return [.. Encoding.ASCII.GetBytes($"DKIM-Signature: {signature.ReplaceLineEndings("\r\n")}\r\n"), .. message];
    }

    /// <summary>Verifies a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="records">Names and records, in place of DNS.</param>
    /// <param name="cancellationToken">Ends the program.</param>
    /// <returns>The value of its Authentication-Results.</returns>
    public static Task<string> VerifyAsync(byte[] message, IReadOnlyList<(string Name, string Record)> records, CancellationToken cancellationToken) =>
        AddedFieldAsync("Authentication-Results", message, "Mode v\nAlwaysAddARHeader yes\nAuthservID verifier.test\n", records, cancellationToken);

    private static async Task<string> AddedFieldAsync(
        string name, byte[] message, string configuration, IReadOnlyList<(string Name, string Record)> records, CancellationToken cancellationToken)
    {
        using var directory = new PeerDirectory("opendkim");
        var zone = directory.Write("records", string.Concat(records.Select(record => $"{record.Name} {record.Record}\n")));
        // A directory of all users is no place for keys in earnest.
        var file = directory.Write("opendkim.conf", $"{configuration}RequireSafeKeys no\nSyslog no\nTestDNSData file:{zone}\n");
        var path = directory["message.eml"];
        await File.WriteAllBytesAsync(path, message, cancellationToken);
        var run = (await PeerCommand.RunAsync(PeerProgram.Known["opendkim"].Path, ["-x", file, "-t", path, "-vvv"], cancellationToken)).OrThrow("opendkim");
        var start = $"hname='{name}' hvalue='";
        return run.Output.IndexOf(start, StringComparison.Ordinal) is var at and >= 0
            ? run.Output[(at + start.Length)..run.Output.IndexOf('\'', at + start.Length)]
            : throw new PeerException($"opendkim adds no {name}.\n{run.Output}\n{run.Error}");
    }
}
