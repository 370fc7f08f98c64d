using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>Signs messages (RFC 6376 section 5). One instance serves any number of messages at once.</summary>
/// <param name="timeProvider">Tells when a signature was made.</param>
public sealed class DkimSigner(TimeProvider timeProvider)
{
    /// <summary>Makes the signatures of a message; the message is read once, in flat memory.</summary>
    /// <param name="message">The message from its first header field on, lines ended by CRLF; or all by LF, which counts as CRLF.</param>
    /// <param name="signatures">The signatures to make.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The signatures, in the order asked for; their header fields go in front of the message.</returns>
    /// <exception cref="DkimMessageException">The message cannot be signed.</exception>
    /// <exception cref="ArgumentException">The options cannot be written as a signature.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<IReadOnlyList<DkimNewSignature>> SignAsync(Stream message, IReadOnlyList<DkimSigningOptions> signatures, CancellationToken cancellationToken) =>
        SignAsync(message, signatures, output: null, cancellationToken);

    /// <summary>Writes a message with its signatures. It is read once: what was signed is what is written, octet by octet.</summary>
    /// <param name="message">The message, as above.</param>
    /// <param name="signatures">The signatures to make.</param>
    /// <param name="output">Takes the signed message from its position on; it has to seek, because a signature is known only when the body was read. Line ends are those of the message.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The signatures, in the order asked for, which is their order from the top.</returns>
    /// <exception cref="DkimMessageException">The message cannot be signed; what was written so far is worth nothing.</exception>
    /// <exception cref="ArgumentException">The options cannot be written as a signature, or the output cannot seek.</exception>
    /// <exception cref="IOException">A stream cannot be read or written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<IReadOnlyList<DkimNewSignature>> WriteSignedAsync(
        Stream message, IReadOnlyList<DkimSigningOptions> signatures, Stream output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(output);
        if (!output.CanSeek) throw new ArgumentException("The output has to seek.", nameof(output));
        return SignAsync(message, signatures, output, cancellationToken);
    }

    private async Task<IReadOnlyList<DkimNewSignature>> SignAsync(
        Stream message, IReadOnlyList<DkimSigningOptions> signatures, Stream? output, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(signatures);
        using var reader = new DkimMessageReader(message);
        var head = await reader.ReadHeadAsync(cancellationToken).ConfigureAwait(false);
        if (reader.IsUtf16)
            throw new DkimMessageException("The file is text in UTF-16, and no message as it goes over the wire. Take the message as the program made it; Windows PowerShell writes UTF-16 by '>' and Out-File.") { Fault = DkimMessageFault.NotAHeaderField };
        using var run = DkimSigningRun.Begin(head, reader.RawHead.Length, signatures, timeProvider.GetUtcNow());
        var start = output?.Position ?? 0;
        if (output is not null)
        {
            // The place of the signatures: what they say is known when the body was read.
            await output.WriteAsync(new byte[run.HeaderLength - (head!.HasBareLineFeed ? run.LineCount : 0)], cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(reader.RawHead, cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(reader.RawEmptyLine, cancellationToken).ConfigureAwait(false);
        }
        while (await reader.ReadBodyAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } piece)
        {
            run.Append(piece.Span);
            if (output is not null) await output.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
        }
        var signed = run.Finish();
        if (output is null) return signed;

        var text = string.Concat(signed.Select(signature => signature.Header));
        if (head!.HasBareLineFeed) text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        var end = output.Position;
        output.Position = start;
        await output.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken).ConfigureAwait(false);
        output.Position = end;
        return signed;
    }
}
