using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Asks one server, or a resolver, what it shows of a set that is waited for.</summary>
internal static class DnsWaitLook
{
    /// <summary>Asks.</summary>
    /// <param name="before">What is known of the server.</param>
    /// <param name="wanted">What is to be there.</param>
    /// <param name="needsAuthority">It must answer as a server of the zone (AA).</param>
    /// <param name="askAsync">Asks it.</param>
    public static async Task<DnsWaitServer> AtAsync(DnsWaitServer before, DnsRecordSet wanted, bool needsAuthority, Func<DnsName, DnsType, Task<DnsAnswer>> askAsync)
    {
        var answer = await askAsync(wanted.Owner, wanted.Type).ConfigureAwait(false);
        var isAlias = answer.Aliases.Count > 0;
        var server = before with { Failure = answer.IsConclusive || isAlias ? null : answer.Outcome, Server = needsAuthority ? before.Server : answer.Server?.ToString() ?? "" };
        // Where an alias leads may be in no zone of this server.
        if (needsAuthority && isAlias) answer = await askAsync(wanted.Owner, DnsType.CNAME).ConfigureAwait(false);
        var now = DnsWaitReading.Of(server, answer, wanted, needsAuthority);
        return wanted.Records.Count > 0 || now.Status != DnsWaitStatus.Different || wanted.Type == DnsType.NS
            ? now
            : await WithoutWildcardAsync(server, now, answer, askAsync).ConfigureAwait(false);
    }

    /// <summary>What is to be gone may be a wildcard's answer (RFC 4592), and stay for ever.</summary>
    private static async Task<DnsWaitServer> WithoutWildcardAsync(DnsWaitServer server, DnsWaitServer shown, DnsAnswer answer, Func<DnsName, DnsType, Task<DnsAnswer>> askAsync)
    {
        if (!DnsNameBelow.TryMake(answer.Name, out var below)) return server with { Status = DnsWaitStatus.Unknown, Detail = "its name is too long to tell its own records from a wildcard's" };
        var other = await askAsync(below, answer.Type).ConfigureAwait(false);
        if (!other.IsConclusive) return server with { Status = DnsWaitStatus.Unknown, Detail = $"whether it is a wildcard that answers is not known: {other.OutcomeText}" };
        return new DnsRecordSet(answer.Name, answer.Type, other.Records).HasSameData(new DnsRecordSet(answer.Name, answer.Type, answer.Records))
            ? server with { Status = DnsWaitStatus.Visible, Detail = "it has none of its own: a wildcard answers" }
            : shown;
    }
}
