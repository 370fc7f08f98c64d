using System.Security.Cryptography;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Finds out what was done to a body by taking usual changes back until its hash matches (RFC 6376 section 3.7).</summary>
internal static class DkimBodyDiagnosis
{
    /// <summary>The code of the finding that nothing usual explains.</summary>
    public const string ChangedCode = "DKIM-BODY-CHANGED";

    /// <summary>The code of the finding that the body became a part of another.</summary>
    public const string WrappedCode = "DKIM-BODY-WRAPPED";

    private const string SignerCode = "DKIM-BODY-SIGNER";
    private const string Reference = "RFC 6376 section 3.4";

    /// <summary>The finding that nothing usual explains.</summary>
    public static Finding Changed() => new(
        FindingSeverity.Error, ChangedCode, "The body is not the one that was signed, and no usual change explains it.", "Compare the message with the one that was sent: look at what it passed on its way, and whether the signer sees it last.", "RFC 6376 section 5.3");

    /// <summary>The finding that nothing was looked for.</summary>
    /// <param name="why">Why not, in words that end the sentence.</param>
    public static Finding NotSearched(string why) => Changed() with { Message = $"The body is not the one that was signed; what changed it was not looked for: {why}." };

    /// <summary>Finds the change.</summary>
    /// <param name="head">The header section.</param>
    /// <param name="signature">The signature whose body hash does not match.</param>
    /// <param name="raw">The body, its lines ended by CRLF or LF.</param>
    /// <param name="budget">How much may be hashed.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The proven change, or that there is none.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static Finding Find(HeaderSection head, DkimSignatureField signature, ReadOnlyMemory<byte> raw, DkimWorkBudget budget, CancellationToken cancellationToken)
    {
        if (AsItIs(signature, raw.Span, budget) is { } bare) return bare;
        var body = BodyLines.WithLineEnds(raw.Span);
        if (BySigner(signature, body, budget) is { } mistake) return mistake;
        if (InLines(signature, body, budget) is { } lines) return lines;
        foreach (var guess in Guesses(head, body))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!budget.TryTake(guess.Body.Length)) break;
            if (Hash(guess.Body, signature.BodyCanonicalization, signature.BodyLength).AsSpan().SequenceEqual(signature.BodyHash))
                return new(FindingSeverity.Error, guess.Code, guess.Message, guess.Remedy, Reference);
            if (InLines(signature, guess.Body, budget) is { } more) return more with { Message = $"{guess.Message} And besides: {more.Message}", Remedy = $"{guess.Remedy} {more.Remedy}" };
        }
        return (signature.BodyLength is null ? DkimAddedLines.FindInside(Canonical(body, signature.BodyCanonicalization), signature.BodyHash, budget, cancellationToken) : null) ?? Changed();
    }

    private static IEnumerable<DkimBodyGuess> Guesses(HeaderSection head, byte[] body) =>
        WhiteSpaceGuesses.Of(body).Concat(LineGuesses.Of(body)).Concat(EncodingGuesses.Of(head, body)).Concat(CharsetGuesses.Of(body)).Where(guess => !guess.Body.AsSpan().SequenceEqual(body));

    private static Finding? InLines(DkimSignatureField signature, byte[] body, DkimWorkBudget budget) =>
        signature.BodyLength is null ? DkimAddedLines.Find(Canonical(body, signature.BodyCanonicalization), signature.BodyHash, budget) : null;

    /// <summary>The body is right, and the signer hashed it wrongly.</summary>
    private static Finding? BySigner(DkimSignatureField signature, byte[] body, DkimWorkBudget budget)
    {
        if (!budget.TryTake(5L * body.Length)) return null;
        var wanted = signature.BodyHash.AsSpan();
        var (said, other) = signature.BodyCanonicalization == DkimCanonicalization.Simple ? ("simple", DkimCanonicalization.Relaxed) : ("relaxed", DkimCanonicalization.Simple);
        if (wanted.SequenceEqual(Hash(body, other, signature.BodyLength)))
            return other == DkimCanonicalization.Relaxed ? MoreSpace() : Signer($"The signer hashed the body as {other.ToString().ToLowerInvariant()}, and says {said} in c=.");
        if (wanted.SequenceEqual(SHA256.HashData(body)))
            return Signer("The signer hashed the body as it is, with the empty lines at its end, in place of its canonical form.");
        if (wanted.SequenceEqual(SHA256.HashData(body.AsSpan().TrimEnd("\r\n"u8))))
            return Signer("The signer hashed the body without the line end of its last line.");
        if (body.AsSpan().IndexOf("\r\r\n"u8) >= 0) return null; // what was done to the line ends explains more
        var lines = BodyLines.Replace(Canonical(body, signature.BodyCanonicalization), "\r\n"u8, "\n"u8);
        return wanted.SequenceEqual(SHA256.HashData(lines)) ? Signer("The signer hashed the body with LF in place of CRLF at the ends of lines.") : null;
    }

    /// <summary>What is left when white space counts for little is what was signed: who put the white space there, the hash does not tell.</summary>
    private static Finding MoreSpace() => new(
        FindingSeverity.Error,
        "DKIM-BODY-WHITESPACE",
        "White space was added to the body, within lines or at their ends; or the signer hashed the body as relaxed, and says simple in c=. But for white space the body is the one that was signed.",
        "Sign with c=relaxed/relaxed, and look that the program that signs is up to date.",
        Reference);

    /// <summary>The signer took an LF that stands alone for an octet like others; here it counts as CRLF, as it will for servers on the way.</summary>
    private static Finding? AsItIs(DkimSignatureField signature, ReadOnlySpan<byte> raw, DkimWorkBudget budget)
    {
        if (!LiteralBody.HasBareLineFeed(raw) || !budget.TryTake(raw.Length)) return null;
        var literal = LiteralBody.Canonical(raw, signature.BodyCanonicalization).AsSpan();
        var signed = signature.BodyLength is { } length ? literal[..(int)Math.Min(length, literal.Length)] : literal;
        return SHA256.HashData(signed).AsSpan().SequenceEqual(signature.BodyHash)
            ? new(
                FindingSeverity.Error,
                "DKIM-BODY-BARE-LF",
                "The signer signed lines that end in LF alone, octet by octet; servers change these to CRLF or refuse them, and they count as CRLF here. The body itself is the one that was signed, and a verifier that takes it octet by octet may pass it.",
                "Have the program that makes the message end all lines in CRLF before it is signed, or encode the text (quoted-printable or base64).",
                "RFC 6376 section 5.3")
            : null;
    }

    private static Finding Signer(string message) => new(FindingSeverity.Error, SignerCode, message, "Mend or update the program that signs; the message itself was not changed.", Reference);

    private static byte[] Hash(byte[] body, DkimCanonicalization canonicalization, long? length)
    {
        using var hash = new DkimBodyHash(canonicalization, length);
        hash.Append(body);
        return hash.Finish();
    }

    private static byte[] Canonical(byte[] body, DkimCanonicalization canonicalization)
    {
        var sink = new OctetSink(body.Length + 2);
        using var canonicalizer = new BodyCanonicalizer(canonicalization, sink);
        canonicalizer.Append(body);
        canonicalizer.Finish();
        return sink.Octets.ToArray();
    }

    private sealed class OctetSink(int capacity) : ICanonicalSink
    {
        public MemoryStream Octets { get; } = new(capacity);

        public void Write(ReadOnlySpan<byte> octets) => Octets.Write(octets);
    }
}
