using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>Answers questions from zones as an authoritative server does (RFC 1034 section 4.3.2). Bytes and sockets are elsewhere.</summary>
internal sealed class ZoneAnswers(LabZones zones)
{
    private const int MaxAliases = 16;
    private const int MaxUdpLength = 1232;

    /// <summary>Answers a query; null where nothing must be answered, so that two servers never talk to each other for ever.</summary>
    public DnsMessage? Answer(DnsMessage query)
    {
        if (query.IsResponse) return null;
        var reply = new DnsMessage
        {
            Id = query.Id,
            IsResponse = true,
            Opcode = query.Opcode,
            RecursionDesired = query.RecursionDesired,
            RecursionAvailable = true, // the lab stands where a resolver would
            CheckingDisabled = query.CheckingDisabled,
            Question = query.Question,
            Edns = query.Edns is null ? null : new DnsEdns(MaxUdpLength),
        };
        if (query.Edns is { Version: > 0 }) return reply with { Rcode = DnsRcode.BadVersion };
        if (query.Opcode != DnsOpcode.Query) return reply with { Rcode = DnsRcode.NotImplemented };
        if (query.Question is not { } question) return reply with { Rcode = DnsRcode.FormatError };
        return question.Class == DnsQuestion.Internet ? Answer(question, reply) : reply with { Rcode = DnsRcode.Refused };
    }

    /// <summary>How long an answer over UDP may be (RFC 6891 section 6.2.5).</summary>
    public static int MaxLength(DnsMessage query) =>
        query.Edns is null ? DnsMessage.MaxPlainUdpLength : Math.Clamp((int)query.Edns.UdpPayloadSize, DnsMessage.MaxPlainUdpLength, MaxUdpLength);

    private DnsMessage Answer(DnsQuestion question, DnsMessage reply)
    {
        var name = question.Name;
        if (zones.Of(name) is null) return reply with { Rcode = DnsRcode.Refused };
        reply = reply with { Authoritative = true };
        var answers = new List<DnsRecord>();
        for (var aliases = 0; aliases <= MaxAliases && zones.Of(name) is { } zone; aliases++)
        {
            var records = zone.Find(name);
            if (records is null) return reply with { Rcode = DnsRcode.NxDomain, Answers = answers, Authority = [Negative(zone)] };
            var found = records.Where(record => question.Type == DnsType.ANY || record.Type == question.Type).ToList();
            if (found.Count > 0) return reply with { Answers = [.. answers, .. found] };
            if (records.OfType<CnameRecord>().FirstOrDefault() is not { } alias)
                return reply with { Answers = answers, Authority = [Negative(zone)] };
            if (answers.Contains(alias)) break; // a loop: whoever asked must see it for himself
            answers.Add(alias);
            name = alias.Target;
        }
        return reply with { Answers = answers };
    }

    // RFC 2308 section 3: the lesser of the SOA's own time to live and its minimum.
    private static SoaRecord Negative(LabZone zone) =>
        zone.Soa.Minimum < zone.Soa.TimeToLive ? zone.Soa with { TimeToLive = zone.Soa.Minimum } : zone.Soa;
}
