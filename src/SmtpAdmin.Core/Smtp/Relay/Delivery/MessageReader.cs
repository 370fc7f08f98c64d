using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads a message for sending, and keeps what is wrong with it apart from what is wrong with the network. Used once.</summary>
/// <param name="content">The message.</param>
/// <param name="length">How many octets it has to have; null where that is not known.</param>
internal sealed class MessageReader(ISpoolContent content, long? length) : IAsyncDisposable
{
    private long _read;

    /// <summary>The block that was read last; empty at the end.</summary>
    public ReadOnlyMemory<byte> Block { get; private set; }

    /// <summary>Why the message cannot be trusted; null when it can.</summary>
    public string? Damage { get; private set; }

    /// <summary>Why the message cannot be read now; null when it can.</summary>
    public string? Fault { get; private set; }

    /// <summary>Opens a message.</summary>
    /// <param name="spool">Where it is.</param>
    /// <param name="number">Its number.</param>
    /// <param name="sevenBitParts">The numbers of the entities to encode; null to send the message as it is.</param>
    /// <param name="reader">Reads it; its first block is yet to be read.</param>
    /// <param name="problem">Why it is not there, as a sentence.</param>
    public static bool TryOpen(ISpool spool, long number, IReadOnlySet<int>? sevenBitParts, [NotNullWhen(true)] out MessageReader? reader, [NotNullWhen(false)] out string? problem)
    {
        reader = null;
        problem = null;
        try
        {
            var content = spool.OpenContent(number);
            reader = sevenBitParts is null ? new MessageReader(content, content.Length) : new MessageReader(new SevenBitContent(content, sevenBitParts), null);
            return true;
        }
        catch (Exception error) when (error is KeyNotFoundException or IOException)
        {
            problem = error.Message;
            return false;
        }
    }

    /// <summary>Reads the next block.</summary>
    /// <returns>There is a block, or the message has come to its end; false when it is damaged or cannot be read.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<bool> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            Block = await content.ReadAsync(cancellationToken).ConfigureAwait(false);
            _read += Block.Length;
            if (!Block.IsEmpty || length is null || _read == length) return true;
            Damage = FormattableString.Invariant($"The message has {length} octets, of which {_read} are there.");
        }
        catch (SpoolDamageException problem)
        {
            Damage = problem.Message;
        }
        catch (IOException problem)
        {
            Fault = problem.Message;
        }
        return false;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => content.DisposeAsync();
}
