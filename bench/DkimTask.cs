using SmtpAdmin.Interop.Tests.Dkim;

namespace SmtpAdmin.Bench;

/// <summary>What every contestant signs and verifies alike.</summary>
/// <param name="Title">What it is called.</param>
/// <param name="Message">The message.</param>
/// <param name="Canonicalization">That of header and body, relaxed or simple.</param>
/// <param name="Key">The key, RSA with 2048 bits.</param>
internal sealed record DkimTask(string Title, byte[] Message, string Canonicalization, DkimPeerKey Key)
{
    /// <summary>The fields that are signed: all that the message has.</summary>
    public static IReadOnlyList<string> Headers { get; } = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"];

    /// <summary>What stands behind its header.</summary>
    public byte[] Body => Message[(Message.AsSpan().IndexOf("\r\n\r\n"u8) + 4)..];

    /// <summary>4 and 64 KiB, in both canonicalizations.</summary>
    public static async Task<IReadOnlyList<DkimTask>> AllAsync(DkimPeerKey key, CancellationToken cancellationToken)
    {
        var small = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "dkim", "size-4-kib.eml"), cancellationToken);
        var large = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "dkim", "size-64-kib.eml"), cancellationToken);
        return [new("4 KiB, relaxed", small, "relaxed", key), new("64 KiB, relaxed", large, "relaxed", key), new("4 KiB, simple", small, "simple", key), new("64 KiB, simple", large, "simple", key)];
    }
}
