using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>What is stored of messages, read whole.</summary>
internal static class SpoolContents
{
    /// <summary>All octets of a message; fewer than it says it has are a failure.</summary>
    public static async Task<byte[]> ReadAllAsync(this ISpoolContent content)
    {
        await using (content)
        {
            using var all = new MemoryStream();
            while (await content.ReadAsync(CancellationToken.None) is { IsEmpty: false } block) all.Write(block.Span);
            Assert.Equal(content.Length, all.Length);
            return all.ToArray();
        }
    }

    /// <summary>All that is said of a message, for comparing.</summary>
    public static string Describe(StoredMessage message) =>
        $"{message.Number} {message.Length} {string.Join(' ', message.Changes.Prepend(message.Envelope).Select(part => Convert.ToHexString(part.Span)))}";
}
