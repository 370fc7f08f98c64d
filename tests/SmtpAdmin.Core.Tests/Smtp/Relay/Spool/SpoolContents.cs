using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>Reads messages whole.</summary>
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
}
