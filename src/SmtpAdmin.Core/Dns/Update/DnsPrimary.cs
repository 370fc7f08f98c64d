using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

namespace SmtpAdmin.Dns;

/// <summary>The server that takes changes of a zone (RFC 2136 section 1): is asked what is there, without recursion, and told what is to be. With a key everything is signed both ways.</summary>
/// <param name="server">The server.</param>
/// <param name="key">Signs; null to send unsigned.</param>
/// <param name="options">How it is talked to.</param>
/// <param name="time">The clock of signatures and timeouts.</param>
internal sealed class DnsPrimary(IPEndPoint server, TsigKey? key, DnsPrimaryOptions options, TimeProvider time)
{
    private const int MaxUdpQuestions = 4; // more are faster over one connection
    private const int MaxPipelined = 4096;
    private const ushort UdpPayloadSize = 1232;

    private readonly DnsTcpRequests _tcp = new(server, options.Timeout, time);
    private readonly DnsUdpRequests _udp = new(server, options.Timeout, time);
    private readonly DnsRepeatedRequests _repeated = new(new DnsTcpRequests(server, options.Timeout, time));

    /// <summary>The server.</summary>
    public IPEndPoint Server => server;

    /// <summary>The most octets that an update may have before it is signed.</summary>
    public int MaxUpdateLength => DnsMessage.MaxLength - SignatureLength;

    private int SignatureLength => key is null ? 0 : Tsig.LengthOf(key);

    /// <summary>Asks questions, in as many answers.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsPrimaryAnswer[]> AskAsync(IReadOnlyList<DnsQuestion> questions, CancellationToken cancellationToken)
    {
        var replies = new DnsPrimaryAnswer[questions.Count];
        for (var from = 0; from < questions.Count; from += MaxPipelined)
        {
            DnsQuestion[] some = [.. questions.Skip(from).Take(MaxPipelined)];
            var part = !options.Tcp && questions.Count <= MaxUdpQuestions ? await AskShortlyAsync(some, cancellationToken).ConfigureAwait(false) : await AskAsync(_repeated, some, cancellationToken).ConfigureAwait(false);
            part.CopyTo(replies, from);
        }
        return replies;
    }

    /// <summary>Sends an update.</summary>
    /// <param name="message">The message, unsigned.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled; whether the update was carried out is not known then.</exception>
    public async Task<DnsUpdateReply> UpdateAsync(byte[] message, CancellationToken cancellationToken)
    {
        var request = Signed(message);
        IDnsExchange exchange = options.Tcp || request.Octets.Length > DnsMessage.MaxPlainUdpLength ? _tcp : _udp;
        var exchanged = (await exchange.ExchangeAsync([request.Octets], (_, answer) => Refuse(answer, request, DnsOpcode.Update), cancellationToken).ConfigureAwait(false))[0];
        return ReplyOf(exchanged);
    }

    private DnsUpdateReply ReplyOf(DnsExchanged exchanged)
    {
        if (exchanged.Answer is not { } answer) return DnsUpdateReply.Of(exchanged);
        Tsig.TryFind(answer, out var signature, out _);
        var reply = DnsUpdateReply.Of(answer[3] & (int)DnsFlags.RcodeMask, signature);
        // The key was good when the zone was read: whoever says otherwise without a signature may be a forger, while the server did what it was told.
        return key is not null && signature is not { Mac.Length: > 0 } ? new DnsUpdateReply(DnsUpdateOutcome.Unknown, -1, $"An answer without a signature said {(signature is null ? DnsRcode.ToText(reply.Rcode) : TsigError.ToText(signature.Error))}.") : reply;
    }

    /// <summary>Asks whether conditions hold: updates that change nothing (RFC 2136 section 2.4). They go over TCP, where none is lost.</summary>
    /// <param name="messages">The messages, unsigned; they get IDs here.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsUpdateReply[]> TryAsync(IReadOnlyList<byte[]> messages, CancellationToken cancellationToken)
    {
        foreach (var (message, id) in messages.Zip(NewIds(messages.Count))) BinaryPrimitives.WriteUInt16BigEndian(message, id);
        Request[] requests = [.. messages.Select(message => Signed(message))];
        var exchanged = await _repeated.ExchangeAsync([.. requests.Select(request => request.Octets)], (at, answer) => Refuse(answer, requests[at], DnsOpcode.Update), cancellationToken).ConfigureAwait(false);
        return [.. exchanged.Select(ReplyOf)];
    }

    /// <summary>Over UDP, and again over TCP what was cut short or did not come at all.</summary>
    private async Task<DnsPrimaryAnswer[]> AskShortlyAsync(DnsQuestion[] questions, CancellationToken cancellationToken)
    {
        var replies = await AskAsync(_udp, questions, cancellationToken).ConfigureAwait(false);
        int[] open = [.. Enumerable.Range(0, replies.Length).Where(at => replies[at].Message is null or { Truncated: true })];
        if (open.Length == 0) return replies;
        var again = await AskAsync(_repeated, [.. open.Select(at => questions[at])], cancellationToken).ConfigureAwait(false);
        for (var at = 0; at < open.Length; at++) replies[open[at]] = again[at];
        return replies;
    }

    private async Task<DnsPrimaryAnswer[]> AskAsync(IDnsExchange exchange, DnsQuestion[] questions, CancellationToken cancellationToken)
    {
        Request[] requests = [.. questions.Zip(NewIds(questions.Length), Query)];
        var replies = new DnsPrimaryAnswer?[questions.Length];
        var exchanged = await exchange.ExchangeAsync([.. requests.Select(request => request.Octets)], Take, cancellationToken).ConfigureAwait(false);
        return [.. replies.Zip(exchanged, (reply, failure) => reply ?? DnsPrimaryAnswer.Of(failure))];

        string? Take(int at, byte[] answer)
        {
            if (Refuse(answer, requests[at], DnsOpcode.Query) is { } reason) return reason;
            if (!DnsResponseMatch.Answers(answer, questions[at].Name, questions[at].Type)) return "it answers another question";
            // Read at once, while the next one is on its way.
            var reply = DnsPrimaryAnswer.Of(DnsExchanged.Of(answer));
            replies[at] = exchange == _repeated && reply.Message is { Truncated: true } ? new DnsPrimaryAnswer(null, new DnsUpdateReply(DnsUpdateOutcome.Unknown, -1, "The answer over TCP was cut short.")) : reply;
            return null;
        }
    }

    /// <summary>Numbers that nobody can guess, and no two of them the same.</summary>
    private static HashSet<ushort> NewIds(int count)
    {
        var ids = new HashSet<ushort>(count);
        while (ids.Count < count)
        {
            var octets = RandomNumberGenerator.GetBytes(2 * (count - ids.Count));
            for (var at = 0; at < octets.Length; at += 2) ids.Add(BinaryPrimitives.ReadUInt16BigEndian(octets.AsSpan(at)));
        }
        return ids;
    }

    private Request Query(DnsQuestion question, ushort id)
    {
        Span<byte> buffer = stackalloc byte[DnsMessage.MaxPlainUdpLength];
        return Signed(buffer[..DnsMessageWriter.WriteQuery(buffer, id, DnsFlags.None, question.Name, question.Type, UdpPayloadSize)]);
    }

    private Request Signed(ReadOnlySpan<byte> message)
    {
        if (key is null) return new Request(message.ToArray(), []);
        var octets = Tsig.Sign(message, key, time.GetUtcNow(), out var mac);
        return new Request(octets, mac);
    }

    /// <summary>Why octets are no answer of the server (RFC 8945 section 5.3); null where they are one.</summary>
    private string? Refuse(byte[] answer, Request request, int opcode)
    {
        if (answer.Length < DnsMessageReader.HeaderLength) return "it is no DNS message";
        var flags = (DnsFlags)BinaryPrimitives.ReadUInt16BigEndian(answer.AsSpan(2));
        if (!flags.HasFlag(DnsFlags.Response) || (int)(flags & DnsFlags.OpcodeMask) >> 11 != opcode) return "it is no response to such a request";
        if (key is null) return null;
        if (!Tsig.TryFind(answer, out var signature, out var start)) return $"it is not signed, and the request was ({DnsRcode.ToText((int)(flags & DnsFlags.RcodeMask))})";
        // A server that does not know the key cannot sign with it (section 5.2.1); nothing but an error is believed of it so.
        if (signature.Mac.Length == 0) return signature.Error is TsigError.BadKey or TsigError.BadSignature or TsigError.BadTruncation && (flags & DnsFlags.RcodeMask) != 0 ? null : "its signature is empty";
        if (!Tsig.IsSignedBy(answer, signature, start, key, request.Mac)) return "its signature is not that of the key";
        var late = time.GetUtcNow().ToUnixTimeSeconds() - signature.Time;
        return signature.Error == TsigError.BadTime || Math.Abs(late) <= Math.Max((int)signature.Fudge, Tsig.Fudge) ? null : "it was signed at another time";
    }

    /// <summary>A request as it is sent.</summary>
    /// <param name="Octets">The message, signed.</param>
    /// <param name="Mac">Its signature; empty without a key.</param>
    private sealed record Request(byte[] Octets, byte[] Mac);
}
