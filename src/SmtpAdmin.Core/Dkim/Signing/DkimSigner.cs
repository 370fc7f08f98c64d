using System.Globalization;
using System.Text;
using SmtpAdmin.Mime;

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
        var fields = CheckHead(head).Fields;
        var now = timeProvider.GetUtcNow();
        var counts = new DkimFieldCounts(fields, []);
        var drafts = signatures.Select(options => new DkimSignatureDraft(options, counts, now)).ToList();
        if (reader.RawHead.Length + drafts.Sum(draft => draft.HeaderLength) > DkimMessageReader.MaxHeadLength) throw HeadTooLong();
        var start = output?.Position ?? 0;
        if (output is not null)
        {
            // The place of the signatures: what they say is known when the body was read.
            var length = drafts.Sum(draft => draft.HeaderLength) - (head!.HasBareLineFeed ? drafts.Sum(draft => draft.LineCount) : 0);
            await output.WriteAsync(new byte[length], cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(reader.RawHead, cancellationToken).ConfigureAwait(false);
            await output.WriteAsync(reader.RawEmptyLine, cancellationToken).ConfigureAwait(false);
        }
        var traits = new DkimBodyTraits();
        var hashes = await HashBodyAsync(reader, drafts, head!.HasBareLineFeed, traits, output, cancellationToken).ConfigureAwait(false);
        var notes = new DkimSigningNotes(fields, counts, traits, drafts.ConvertAll(draft => draft.Domain), now);
        var signed = drafts.ConvertAll(draft => draft.Sign(fields, hashes[draft.BodyCanonicalization], notes));
        if (output is null) return signed;

        var text = string.Concat(signed.Select(signature => signature.Header));
        if (head.HasBareLineFeed) text = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        var end = output.Position;
        output.Position = start;
        await output.WriteAsync(Encoding.ASCII.GetBytes(text), cancellationToken).ConfigureAwait(false);
        output.Position = end;
        return signed;
    }

    private static async Task<IReadOnlyDictionary<DkimCanonicalization, byte[]>> HashBodyAsync(
        DkimMessageReader reader, IEnumerable<DkimSignatureDraft> drafts, bool endsInLineFeed, DkimBodyTraits traits, Stream? output, CancellationToken cancellationToken)
    {
        var hashes = drafts.Select(draft => draft.BodyCanonicalization).Distinct().Select(kind => new DkimBodyHash(kind, bodyLength: null)).ToList();
        try
        {
            while (await reader.ReadBodyAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } piece)
            {
                if (piece.Span.Contains((byte)0)) throw Nul();
                traits.Append(piece.Span);
                foreach (var hash in hashes) hash.Append(piece.Span);
                if (output is not null) await output.WriteAsync(piece, cancellationToken).ConfigureAwait(false);
            }
            var digests = hashes.ToDictionary(hash => hash.Canonicalization, hash => hash.Finish());
            foreach (var hash in hashes)
            {
                if (hash.HasBareReturn) throw BareReturn();
                if (hash.HasBareLineFeed && !endsInLineFeed) throw MixedLineEnds();
            }
            return digests;
        }
        finally
        {
            foreach (var hash in hashes) hash.Dispose();
        }
    }

    private static HeaderSection CheckHead(HeaderSection? head)
    {
        if (head is null) throw HeadTooLong();
        for (var at = 0; at < head.Fields.Count; at++)
        {
            if (head.Fields[at].IsField) continue;
            var text = PlainText.Excerpt(Encoding.Latin1.GetString(head.Fields[at].Raw.Span).TrimEnd('\r', '\n'), 60);
            var hint = text.StartsWith("\u00EF\u00BB\u00BF", StringComparison.Ordinal) ? " A byte order mark stands in front of it: save the message without one."
                : at == 0 && text.StartsWith("From ", StringComparison.Ordinal) ? " It parts the messages of an mbox file, and is no part of one: sign one message at a time, without it." : "";
            throw new DkimMessageException($"'{text}' in the header section is no header field.{hint}") { Fault = DkimMessageFault.NotAHeaderField };
        }
        var from = head.Fields.Count(field => field.Is("From"));
        if (from == 0) throw new DkimMessageException("The message has no From header field, which has to be signed (RFC 6376 section 5.4).") { Fault = DkimMessageFault.NoFrom };
        if (from > 1) throw new DkimMessageException($"The message has {from} From header fields; it may have one (RFC 5322 section 3.6).") { Fault = DkimMessageFault.SeveralFrom };
        if (head.HasNul) throw Nul();
        if (head.HasBareReturn) throw BareReturn();
        return head.HasMixedLineEnds ? throw MixedLineEnds() : head;
    }

    private static DkimMessageException HeadTooLong() =>
        new(string.Create(CultureInfo.InvariantCulture, $"The header section is longer than the {DkimMessageReader.MaxHeadLength:N0} octets that verifiers read, or would be with the signature. Look for what put so much there."))
        {
            Fault = DkimMessageFault.HeadTooLong,
        };

    private static DkimMessageException Nul() =>
        new("The message holds a NUL octet, which mail does not carry (RFC 5322 section 4). Encode the part that it is in.") { Fault = DkimMessageFault.Nul };

    private static DkimMessageException BareReturn() =>
        new("A CR stands without an LF behind it; servers change or refuse that, and the signature would break (RFC 5321 section 2.3.8).") { Fault = DkimMessageFault.LineEnds };

    private static DkimMessageException MixedLineEnds() =>
        new("Some lines end in CRLF, and some in LF alone; servers change or refuse that, and the signature would break (RFC 5321 section 2.3.8).") { Fault = DkimMessageFault.LineEnds };
}
