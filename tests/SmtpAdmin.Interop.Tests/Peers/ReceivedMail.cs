using System.Diagnostics;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>A message as a server stored it in a maildir: octets, with LF at the end of a line, and trace headers on top.</summary>
/// <param name="Octets">The file.</param>
internal sealed record ReceivedMail(byte[] Octets)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>The header section as text, UTF-8 where it is no ASCII.</summary>
    internal string Header => Encoding.UTF8.GetString(Octets, 0, EndOfHeader);

    /// <summary>The body's octets, LF at the end of a line.</summary>
    internal byte[] Body => Octets[(EndOfHeader + 1)..];

    private int EndOfHeader =>
        Octets.AsSpan().IndexOf("\n\n"u8) is >= 0 and var at ? at + 1 : throw new PeerException("The stored message has no body.");

    /// <summary>A header field's value, unfolded; null when it is not there.</summary>
    internal string? Field(string name) =>
        Header.Replace("\n ", " ", StringComparison.Ordinal).Replace("\n\t", " ", StringComparison.Ordinal).Split('\n')
            .FirstOrDefault(line => line.StartsWith($"{name}:", StringComparison.OrdinalIgnoreCase))?[(name.Length + 1)..].Trim();

    /// <summary>Waits for the message that holds a text, in a maildir.</summary>
    /// <exception cref="PeerException">It did not come within ten seconds.</exception>
    internal static async Task<ReceivedMail> WaitForAsync(string maildir, string text, CancellationToken cancellationToken)
    {
        var needle = Encoding.UTF8.GetBytes(text);
        var arrivals = Path.Combine(maildir, "new");
        for (var waited = Stopwatch.StartNew(); waited.Elapsed < Patience; await Task.Delay(20, cancellationToken))
        {
            foreach (var file in Directory.Exists(arrivals) ? Directory.GetFiles(arrivals) : [])
            {
                var octets = await File.ReadAllBytesAsync(file, cancellationToken);
                if (octets.AsSpan().IndexOf(needle) >= 0) return new ReceivedMail(octets);
            }
        }
        throw new PeerException($"No message with '{text}' came to {maildir}.");
    }
}
