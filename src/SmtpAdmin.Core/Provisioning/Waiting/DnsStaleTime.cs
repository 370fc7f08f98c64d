using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>How long resolvers may still serve what was there before.</summary>
internal static class DnsStaleTime
{
    /// <summary>The longest that is known of: what was there by its time to live, what was not by the zone's negative one, or a wildcard's.</summary>
    /// <param name="item">What was waited for, and what was there before where that is known.</param>
    /// <param name="servers">What the servers showed on the way.</param>
    /// <param name="timeWithout">Asks how long is kept what a set without records shows.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <returns>Null where nobody told what was there before.</returns>
    public static async Task<TimeSpan?> OfAsync(DnsWaitItem item, IReadOnlyList<DnsWaitServer> servers, Func<Task<TimeSpan?>> timeWithout, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var seen = servers.Max(server => server.OldTimeToLive);
        if (item.Before is not { } before) return seen;
        var known = before.Records.Count > 0 ? before.TimeToLive : await timeWithout().ConfigureAwait(false);
        return known is null || seen > known ? seen : known;
    }
}
