namespace SmtpAdmin.Dns;

/// <summary>What a response says about a question (RFC 1034 section 3.6.2, RFC 2308 section 2). Decided from the message alone.</summary>
/// <param name="Outcome">The outcome, if nothing more is to be asked.</param>
/// <param name="Records">The records of the type asked for.</param>
/// <param name="Aliases">The CNAME records followed so far, those before this response included.</param>
/// <param name="Next">Where the chain goes on outside this response; null when it ends here.</param>
/// <param name="Detail">What is wrong, in words.</param>
internal readonly record struct DnsVerdict(
    DnsOutcome Outcome, IReadOnlyList<DnsRecord> Records, IReadOnlyList<CnameRecord> Aliases, DnsName? Next, string Detail)
{
    /// <param name="message">The response.</param>
    /// <param name="first">The name at the head of the chain.</param>
    /// <param name="name">The name that this response answers.</param>
    /// <param name="type">The type asked for.</param>
    /// <param name="aliases">The CNAME records that led from the first name to this one.</param>
    /// <param name="maxAliases">How long the chain may get.</param>
    public static DnsVerdict Read(
        DnsMessage message, DnsName first, DnsName name, DnsType type, IReadOnlyList<CnameRecord> aliases, int maxAliases)
    {
        if (message.Rcode is not (DnsRcode.NoError or DnsRcode.NxDomain)) return Failure(message, aliases);

        var followsAliases = type is not (DnsType.CNAME or DnsType.ANY);
        var before = aliases.Count;
        while (true)
        {
            var records = Matching(message.Answers, name, type);
            if (records.Count > 0 && message.Rcode == DnsRcode.NxDomain) return Malformed(aliases, $"The answer says that {name} does not exist, and holds a record of it.");
            if (records.Count > 0) return new DnsVerdict(DnsOutcome.Answer, records, aliases, null, "");
            if (!followsAliases || Alias(message.Answers, name) is not { } alias) break;

            if (aliases.Count >= maxAliases) return Malformed(aliases, $"The CNAME chain from {first} is longer than {maxAliases}.");
            if (alias.Target.Equals(first) || aliases.Any(passed => passed.Target.Equals(alias.Target)))
                return Malformed([.. aliases, alias], $"The CNAME chain from {first} comes back to {alias.Target}.");
            aliases = [.. aliases, alias];
            name = alias.Target;
        }

        if (message.Rcode == DnsRcode.NxDomain) return Negative(DnsOutcome.NxDomain, aliases); // of the chain's end, RFC 6604 section 3
        var soa = Soa(message);
        if (aliases.Count > before && (soa is null || !name.IsWithin(soa.Name))) return new DnsVerdict(DnsOutcome.NoData, [], aliases, name, "");
        if (soa is null && !message.Authoritative && message.Authority.Any(record => record is NsRecord))
            return new DnsVerdict(DnsOutcome.ServerError, [], aliases, null, "The server gave a referral instead of an answer: it does not resolve for others.");
        if (soa is null && (message.HasForeignAnswers || message.Answers.Count > 0) && !message.Answers.Any(record => record.Name.Equals(name)))
            return Malformed(aliases, $"The answer holds records, but none of {name} in the class IN.");
        return Negative(DnsOutcome.NoData, aliases); // with nothing at all too: RFC 2308 section 2.2, type 3
    }

    /// <summary>The SOA record that came with a negative answer; null when none did.</summary>
    public static SoaRecord? Soa(DnsMessage message)
    {
        foreach (var record in message.Authority)
        {
            if (record is SoaRecord soa) return soa;
        }
        return null;
    }

    private static DnsVerdict Failure(DnsMessage message, IReadOnlyList<CnameRecord> aliases)
    {
        var outcome = message.Rcode switch
        {
            DnsRcode.ServFail => DnsOutcome.ServFail,
            DnsRcode.Refused => DnsOutcome.Refused,
            _ => DnsOutcome.ServerError,
        };
        var detail = $"The server answered {DnsRcode.ToText(message.Rcode)}";
        if (message.Edns?.TryGetExtendedError(out var code, out var text) is true)
            detail += FormattableString.Invariant($", extended error {code}{(text.Length > 0 ? ": " : "")}{text.TrimEnd('.')}"); // RFC 8914
        return new DnsVerdict(outcome, [], aliases, null, detail + ".");
    }

    private static DnsVerdict Negative(DnsOutcome outcome, IReadOnlyList<CnameRecord> aliases) => new(outcome, [], aliases, null, "");

    private static DnsVerdict Malformed(IReadOnlyList<CnameRecord> aliases, string detail) => new(DnsOutcome.Malformed, [], aliases, null, detail);

    private static IReadOnlyList<DnsRecord> Matching(IReadOnlyList<DnsRecord> records, DnsName name, DnsType type)
    {
        var count = 0;
        foreach (var record in records) count += IsMatch(record, name, type) ? 1 : 0;
        if (count == 0) return [];
        return count == records.Count ? records : [.. records.Where(record => IsMatch(record, name, type))];
    }

    private static bool IsMatch(DnsRecord record, DnsName name, DnsType type) =>
        (record.Type == type || type == DnsType.ANY) && record.Name.Equals(name);

    private static CnameRecord? Alias(IReadOnlyList<DnsRecord> records, DnsName name)
    {
        foreach (var record in records)
        {
            if (record is CnameRecord alias && alias.Name.Equals(name)) return alias;
        }
        return null;
    }
}
