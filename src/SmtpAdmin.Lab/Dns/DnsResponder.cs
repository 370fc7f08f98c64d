using System.Buffers.Binary;
using System.Security.Cryptography;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>From the octets of a query to those of its answers, ordered faults included. Knows neither sockets nor clocks.</summary>
internal sealed class DnsResponder(ZoneAnswers answers, ZoneUpdates updates, DnsFaultOrders faults, TsigKey? key, TimeProvider time, Action<LabDnsQuery> asked)
{
    private const int HeaderLength = 12;

    /// <summary>What goes back.</summary>
    /// <param name="Messages">The messages, in order; none where nothing is answered.</param>
    /// <param name="Delay">How long to wait before.</param>
    /// <param name="Unsigned">What goes back to a signed request is not signed.</param>
    public readonly record struct Response(IReadOnlyList<byte[]> Messages, TimeSpan Delay = default, bool Unsigned = false);

    /// <summary>Answers one query or update.</summary>
    public Response Respond(ReadOnlySpan<byte> octets, bool overTcp)
    {
        if (!Tsig.TryFind(octets, out var signature, out var start)) return Respond(octets, isSigned: false, overTcp);
        var request = SignedRequest.Read(octets, signature, start, key, time.GetUtcNow());
        if (request.Refusal is { } refusal) return new Response([refusal]);
        var response = Respond(request.Unsigned, isSigned: true, overTcp);
        return response.Unsigned ? response : response with { Messages = [.. response.Messages.Select(message => Tsig.Sign(message, key!, time.GetUtcNow(), out _, signature.Mac))] };
    }

    private Response Respond(ReadOnlySpan<byte> octets, bool isSigned, bool overTcp)
    {
        if (!DnsMessage.TryRead(octets, out var query, out _)) return new Response(FormatError(octets));
        if (query is not { IsResponse: false, Question: { } question }) return answers.Answer(query) is { } odd ? new Response([Write(odd, query, overTcp)]) : new Response([]);
        asked(new LabDnsQuery(question.Name, question.Type, overTcp));
        var fault = faults.Take(question);
        if (fault is { Kind: LabDnsFaultKind.Drop }) return new Response([]);
        var refuses = fault is { Kind: LabDnsFaultKind.ServFail or LabDnsFaultKind.Refused or LabDnsFaultKind.NotImplemented }; // and changes nothing
        var answer = query.Opcode == DnsOpcode.Update
            ? new DnsMessage { Id = query.Id, IsResponse = true, Opcode = query.Opcode, Question = question, Rcode = isSigned && !refuses ? updates.Apply(octets, question.Name) : DnsRcode.Refused }
            : answers.Answer(query)!;
        return fault is null ? new Response([Write(answer, query, overTcp)]) : Disturb(fault, answer, query, overTcp);
    }

    private static Response Disturb(LabDnsFault fault, DnsMessage answer, DnsMessage query, bool overTcp)
    {
        var right = Write(answer, query, overTcp);
        var empty = answer with { Answers = [], Authority = [], Additional = [], Authoritative = false };
        return fault.Kind switch
        {
            LabDnsFaultKind.ServFail => new Response([Write(empty with { Rcode = DnsRcode.ServFail }, query, overTcp)]),
            LabDnsFaultKind.Refused => new Response([Write(empty with { Rcode = DnsRcode.Refused }, query, overTcp)]),
            LabDnsFaultKind.NotImplemented => new Response([Write(empty with { Rcode = DnsRcode.NotImplemented }, query, overTcp)]),
            LabDnsFaultKind.Garbage => new Response([Garbage(query.Id)]),
            LabDnsFaultKind.CutShort => new Response([right[..(right.Length / 2)]]),
            LabDnsFaultKind.Truncate when !overTcp => new Response([Write(empty with { Rcode = 0, Truncated = true }, query, overTcp)]),
            LabDnsFaultKind.WrongId => new Response([WithOtherId(right)], Unsigned: true),
            LabDnsFaultKind.WrongIdFirst => new Response([WithOtherId(right), right]),
            LabDnsFaultKind.WrongQuestion => new Response([Write(empty with { Question = new DnsQuestion(DnsName.Parse("not.asked.test"), DnsType.A) }, query, overTcp)]),
            LabDnsFaultKind.Late => new Response([right], fault.Delay),
            LabDnsFaultKind.AnswerLost => new Response([]),
            LabDnsFaultKind.Unsigned => new Response([right], Unsigned: true),
            _ => new Response([right]),
        };
    }

    private static byte[] Write(DnsMessage answer, DnsMessage query, bool overTcp) =>
        DnsMessageWriter.Write(answer, overTcp ? DnsMessage.MaxLength : ZoneAnswers.MaxLength(query));

    // A query that cannot be read, but has a header to answer (RFC 1035 section 4.1.1).
    private static byte[][] FormatError(ReadOnlySpan<byte> octets) =>
        octets.Length < HeaderLength || (octets[2] & 0x80) != 0
            ? []
            : [DnsMessageWriter.Write(new DnsMessage { Id = BinaryPrimitives.ReadUInt16BigEndian(octets), IsResponse = true, Rcode = DnsRcode.FormatError })];

    private static byte[] Garbage(ushort id)
    {
        var octets = RandomNumberGenerator.GetBytes(64);
        BinaryPrimitives.WriteUInt16BigEndian(octets, id);
        octets[2] = 0x84; // a response
        BinaryPrimitives.WriteUInt16BigEndian(octets.AsSpan(4), 1);
        octets[HeaderLength] = 0xc0; // the question's name points at itself
        octets[HeaderLength + 1] = HeaderLength;
        return octets;
    }

    private static byte[] WithOtherId(byte[] message)
    {
        var copy = message.ToArray();
        BinaryPrimitives.WriteUInt16BigEndian(copy, (ushort)(BinaryPrimitives.ReadUInt16BigEndian(copy) ^ 0x5a5a));
        return copy;
    }
}
