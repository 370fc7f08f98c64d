using System.Globalization;
using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>The signing of one message whose header section is known and whose body comes in pieces of any size. Not safe for use by several threads.</summary>
internal sealed class DkimSigningRun : IDisposable
{
    private readonly HeaderSection _head;
    private readonly DkimFieldCounts _counts;
    private readonly DateTimeOffset _now;
    private readonly DkimBodyTraits _traits = new();
    private readonly List<DkimSignatureDraft> _drafts;
    private readonly List<DkimBodyHash> _hashes;

    private DkimSigningRun(HeaderSection head, DkimFieldCounts counts, List<DkimSignatureDraft> drafts, DateTimeOffset now)
    {
        (_head, _counts, _drafts, _now) = (head, counts, drafts, now);
        _hashes = [.. drafts.Select(draft => draft.BodyCanonicalization).Distinct().Select(kind => new DkimBodyHash(kind, bodyLength: null))];
    }

    /// <summary>The length of the header fields to come in octets, their lines ended by CRLF.</summary>
    public int HeaderLength => _drafts.Sum(draft => draft.HeaderLength);

    /// <summary>The number of their lines.</summary>
    public int LineCount => _drafts.Sum(draft => draft.LineCount);

    /// <summary>Begins.</summary>
    /// <param name="head">The header section, valid until <see cref="Finish"/>; null when it is longer than <see cref="DkimMessageReader.MaxHeadLength"/>.</param>
    /// <param name="headLength">Its length in octets, as it was read.</param>
    /// <param name="signatures">The signatures to make.</param>
    /// <param name="now">The present time.</param>
    /// <exception cref="DkimMessageException">The message cannot be signed.</exception>
    /// <exception cref="ArgumentException">The options cannot be written as a signature.</exception>
    public static DkimSigningRun Begin(HeaderSection? head, int headLength, IReadOnlyList<DkimSigningOptions> signatures, DateTimeOffset now)
    {
        var fields = Check(head).Fields;
        var counts = new DkimFieldCounts(fields, []);
        var drafts = signatures.Select(options => new DkimSignatureDraft(options, counts, now)).ToList();
        if (headLength + drafts.Sum(draft => draft.HeaderLength) > DkimMessageReader.MaxHeadLength) throw HeadTooLong();
        return new DkimSigningRun(head!, counts, drafts, now);
    }

    /// <summary>Takes the next octets of the body.</summary>
    /// <exception cref="DkimMessageException">The message cannot be signed.</exception>
    public void Append(ReadOnlySpan<byte> octets)
    {
        if (octets.Contains((byte)0)) throw Nul();
        _traits.Append(octets);
        foreach (var hash in _hashes) hash.Append(octets);
    }

    /// <summary>Ends the body and signs. To be called once.</summary>
    /// <returns>The signatures, in the order asked for.</returns>
    /// <exception cref="DkimMessageException">The message cannot be signed.</exception>
    public IReadOnlyList<DkimNewSignature> Finish()
    {
        var digests = _hashes.ToDictionary(hash => hash.Canonicalization, hash => hash.Finish());
        foreach (var hash in _hashes)
        {
            if (hash.HasBareReturn) throw BareReturn();
            if (hash.HasBareLineFeed && !_head.HasBareLineFeed) throw MixedLineEnds();
        }
        var notes = new DkimSigningNotes(_head.Fields, _counts, _traits, _drafts.ConvertAll(draft => draft.Domain), _now);
        return _drafts.ConvertAll(draft => draft.Sign(_head.Fields, digests[draft.BodyCanonicalization], notes));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var hash in _hashes) hash.Dispose();
    }

    private static HeaderSection Check(HeaderSection? head)
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
