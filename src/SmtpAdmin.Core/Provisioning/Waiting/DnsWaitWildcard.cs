using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Where a set is to be gone, a wildcard (RFC 4592) may answer in its place for ever.</summary>
internal static class DnsWaitWildcard
{
    /// <summary>Tells what a wildcard answers from records that are still there.</summary>
    /// <param name="now">What the server was found to say.</param>
    /// <param name="answer">Its answer.</param>
    /// <param name="item">What is waited for.</param>
    /// <param name="askAsync">Asks the same server for another name.</param>
    public static async Task<DnsWaitServer> WithoutAsync(DnsWaitServer now, DnsAnswer answer, DnsWaitItem item, Func<DnsName, Task<DnsAnswer>> askAsync)
    {
        var (owner, wildcard) = (item.Wanted.Owner, item.Wanted.Owner.Wildcard);
        if (item.Wanted.Records.Count > 0 || now.Status != DnsWaitStatus.Different || owner.Equals(wildcard)) return now;
        if (!IsSame(answer, await askAsync(wildcard).ConfigureAwait(false), item.Wanted)) return now;
        // Where the records were the same, nobody can see from outside whether they are still there.
        return item.Before is { Records.Count: > 0 } before && !before.HasSameData(Shown(answer, item.Wanted))
            ? now with { Status = DnsWaitStatus.Visible, Detail = $"it has none of its own: it shows what {wildcard} does", OldTimeToLive = null }
            : now with { Status = DnsWaitStatus.Unknown, Detail = $"{wildcard} shows the same, so whether it has any of its own cannot be told", OldTimeToLive = null };
    }

    private static bool IsSame(DnsAnswer answer, DnsAnswer other, DnsRecordSet wanted) =>
        other.Outcome == answer.Outcome
        && other.Aliases.Select(alias => alias.Target).SequenceEqual(answer.Aliases.Select(alias => alias.Target))
        && Shown(other, wanted).HasSameData(Shown(answer, wanted));

    private static DnsRecordSet Shown(DnsAnswer answer, DnsRecordSet wanted) => new(wanted.Owner, wanted.Type, answer.Records);
}
