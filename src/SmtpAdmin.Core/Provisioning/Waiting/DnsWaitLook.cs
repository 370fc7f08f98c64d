using System.Security.Cryptography;
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
        var type = wanted.Type;
        var answer = await askAsync(wanted.Owner, type).ConfigureAwait(false);
        if (needsAuthority && answer.Aliases.Count > 0)
        {
            // Where an alias leads may be in no zone of this server.
            type = DnsType.CNAME;
            answer = await askAsync(wanted.Owner, type).ConfigureAwait(false);
        }
        var server = needsAuthority ? before : before with { Server = answer.Server?.ToString() ?? "" };
        var now = DnsWaitReading.Of(server, answer, wanted, needsAuthority);
        return wanted.Records.Count > 0 || now.Status != DnsWaitStatus.Different || wanted.Type == DnsType.NS
            ? now
            : await WithoutWildcardAsync(server, now, answer, name => askAsync(name, type)).ConfigureAwait(false);
    }

    /// <summary>
    /// What is to be gone may be a wildcard's answer (RFC 4592), and stay for ever. A name that is not there has the same answer as any below it,
    /// while below a name that is there its parent's wildcard says nothing (section 3.3.1). Two labels below, a wildcard of its own says nothing either.
    /// </summary>
    private static async Task<DnsWaitServer> WithoutWildcardAsync(DnsWaitServer server, DnsWaitServer shown, DnsAnswer answer, Func<DnsName, Task<DnsAnswer>> askAsync)
    {
        var now = shown with { OldTimeToLive = server.OldTimeToLive };
        if (!DnsName.WildcardLabel.TryAppend(answer.Name, out var below) || !NewLabel().TryAppend(below, out below))
            return now with { Status = DnsWaitStatus.Unknown, Detail = "its name is too long to tell its own records from a wildcard's" };
        var other = await askAsync(below).ConfigureAwait(false);
        if (!other.IsConclusive) return now with { Status = DnsWaitStatus.Unknown, Failure = other.Outcome, Detail = $"whether it is a wildcard that answers is not known: {other.OutcomeText}" };
        return IsSame(answer, other) ? now with { Status = DnsWaitStatus.Visible, Detail = "it has none of its own: a wildcard answers" } : shown;
    }

    /// <summary>One that nobody has asked for, so no cache knows it.</summary>
    private static DnsName NewLabel() => DnsName.Parse($"x{RandomNumberGenerator.GetHexString(12, lowercase: true)}");

    private static bool IsSame(DnsAnswer answer, DnsAnswer other) =>
        other.Outcome == answer.Outcome
        && other.Aliases.Select(alias => alias.Target).SequenceEqual(answer.Aliases.Select(alias => alias.Target))
        && new DnsRecordSet(answer.Name, answer.Type, other.Records).HasSameData(new DnsRecordSet(answer.Name, answer.Type, answer.Records));
}
