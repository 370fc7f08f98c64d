using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What an answer says of a record set that is waited for.</summary>
internal static class DnsWaitReading
{
    private const int MaxDetail = 200;

    /// <summary>Reads an answer.</summary>
    /// <param name="server">Who gave it.</param>
    /// <param name="answer">The answer; of an alias, to the question for that.</param>
    /// <param name="wanted">What is to be there.</param>
    /// <param name="needsAuthority">It must come from a server of the zone (AA).</param>
    public static DnsWaitServer Of(DnsWaitServer server, DnsAnswer answer, DnsRecordSet wanted, bool needsAuthority)
    {
        // What delegates a name is told by pointing there, without authority (RFC 1034 section 4.2.1).
        DnsRecord[] delegation = wanted.Type == DnsType.NS && answer.Records.Count == 0 ? [.. answer.Authority.Where(record => record is NsRecord && record.Name.Equals(wanted.Owner))] : [];
        if (delegation.Length > 0) answer = answer with { Outcome = DnsOutcome.Answer, Records = delegation, Authoritative = true };
        // An alias stands alone (RFC 2181 section 10.1): where one is, all else is gone.
        if (!needsAuthority && answer.Aliases.Count > 0 && wanted.Records.Count == 0) return AnAlias(server, answer.Aliases[0], wanted);
        if (!answer.IsConclusive) return server with { Status = DnsWaitStatus.Unknown, Detail = answer.OutcomeText };
        if (needsAuthority && !answer.Authoritative) return server with { Status = DnsWaitStatus.Unknown, Detail = "it answers, but not as a server of the zone (AA is not set)" };
        if (answer.Type == DnsType.CNAME && wanted.Type != DnsType.CNAME)
        {
            return answer.Records is [CnameRecord alias, ..]
                ? AnAlias(server, alias, wanted)
                : server with { Status = DnsWaitStatus.Unknown, Detail = "it was an alias, and was none any more when that was asked for" };
        }

        var shown = new DnsRecordSet(wanted.Owner, wanted.Type, answer.Records);
        if (shown.HasSameData(wanted) || HoldsAmongOthers(shown, wanted)) return server with { Status = DnsWaitStatus.Visible, Detail = "" };
        return shown.Records.Count == 0
            ? server with { Status = DnsWaitStatus.Missing, Detail = "there is none", OldTimeToLive = answer.NegativeTimeToLive }
            : server with { Status = DnsWaitStatus.Different, Detail = PlainText.Excerpt(string.Join(", ", shown.Data), MaxDetail), OldTimeToLive = answer.Records.Max(record => record.TimeToLive) };
    }

    private static DnsWaitServer AnAlias(DnsWaitServer server, CnameRecord alias, DnsRecordSet wanted) => wanted.Records.Count == 0
        ? server with { Status = DnsWaitStatus.Visible, Detail = $"it has none of its own: it is an alias for {alias.Target}" }
        : server with { Status = DnsWaitStatus.Different, Detail = $"it is an alias for {alias.Target}", OldTimeToLive = alias.TimeToLive };

    /// <summary>Text of another kind may stand beside what is waited for, as the tokens of others beside an SPF record.</summary>
    private static bool HoldsAmongOthers(DnsRecordSet shown, DnsRecordSet wanted) =>
        wanted is { Type: DnsType.TXT, Records.Count: > 0 }
        && wanted.Records.All(record => shown.Records.Any(seen => DnsRecordOctets.SameData(record, seen)))
        && shown.Records.All(seen => wanted.Records.Any(record => DnsRecordOctets.SameData(record, seen)) || DnsWantedSet.IsOther(seen, wanted));

    /// <summary>What all servers together say. What contradicts outweighs what is not known.</summary>
    public static DnsWaitStatus Together(IReadOnlyList<DnsWaitServer> servers)
    {
        if (servers.Count == 0 || servers.All(server => server.Status == DnsWaitStatus.NotReached)) return DnsWaitStatus.Unknown;
        foreach (var status in (DnsWaitStatus[])[DnsWaitStatus.Different, DnsWaitStatus.Missing, DnsWaitStatus.Unknown])
        {
            if (servers.Any(server => server.Status == status)) return status;
        }
        return DnsWaitStatus.Visible;
    }
}
