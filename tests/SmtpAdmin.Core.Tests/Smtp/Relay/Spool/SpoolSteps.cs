using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>What tests do with a spool again and again.</summary>
internal static class SpoolSteps
{
    /// <summary>Commits a message.</summary>
    /// <returns>Its number.</returns>
    public static async Task<long> CommitAsync(this ISpool spool, ReadOnlyMemory<byte> content, ReadOnlyMemory<byte> prefix = default)
    {
        await using var draft = spool.Begin();
        await draft.WriteAsync(content, CancellationToken.None);
        await draft.CommitAsync(prefix, "envelope"u8.ToArray());
        return draft.Number;
    }
}
