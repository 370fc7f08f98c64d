using System.Buffers;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a report can bring back of the message that it is about.</summary>
/// <param name="Head">The header section, each line with its end; empty where it could not be read.</param>
/// <param name="Whole">The whole message; null where it was not asked for, is too large or could not be read.</param>
internal sealed record OriginalMessage(ReadOnlyMemory<byte> Head, ReadOnlyMemory<byte>? Whole)
{
    /// <summary>The largest message that is brought back whole, in octets.</summary>
    public const int MaxWhole = 1024 * 1024;

    /// <summary>The most octets of a header section that are brought back.</summary>
    public const int MaxHead = 128 * 1024;

    /// <summary>Why the message could not be read, as an administrator is told it; null where it could.</summary>
    public string? Problem { get; init; }

    /// <summary>The header section is longer than what is brought back of it.</summary>
    public bool IsHeadCut { get; init; }

    /// <summary>Reads a message. That it is damaged or gone is a result: a report without it is better than none.</summary>
    /// <param name="spool">Where it is kept.</param>
    /// <param name="number">Its number.</param>
    /// <param name="wantsWhole">The whole is wanted, if it is not too large.</param>
    public static async Task<OriginalMessage> ReadAsync(ISpool spool, long number, bool wantsWhole)
    {
        var read = new ArrayBufferWriter<byte>();
        try
        {
            var content = spool.OpenContent(number);
            await using (content.ConfigureAwait(false))
            {
                wantsWhole &= content.Length <= MaxWhole;
                var limit = wantsWhole ? MaxWhole : MaxHead;
                while (read.WrittenCount < limit)
                {
                    var block = await content.ReadAsync(CancellationToken.None).ConfigureAwait(false);
                    if (block.IsEmpty) break;
                    read.Write(block.Span[..Math.Min(block.Length, limit - read.WrittenCount)]);
                    if (!wantsWhole && MessageHead.TryFindEnd(read.WrittenSpan, 0, out _, out _)) break;
                }
            }
            var (head, isCut) = HeadOf(read.WrittenMemory);
            return new OriginalMessage(head, wantsWhole ? read.WrittenMemory : (ReadOnlyMemory<byte>?)null) { IsHeadCut = isCut };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or KeyNotFoundException)
        {
            var hasHead = MessageHead.TryFindEnd(read.WrittenSpan, 0, out var length, out _) && length <= MaxHead;
            return new OriginalMessage(hasHead ? read.WrittenMemory[..length] : default, null) { Problem = exception.Message };
        }
    }

    private static (ReadOnlyMemory<byte> Head, bool IsCut) HeadOf(ReadOnlyMemory<byte> read)
    {
        MessageHead.TryFindEnd(read.Span, 0, out var length, out _);
        if (length < MaxHead) return (read[..length], false);
        var lastLine = read.Span[..MaxHead].LastIndexOf((byte)'\n');
        return (read[..(lastLine < 0 ? MaxHead : lastLine + 1)], true);
    }
}
