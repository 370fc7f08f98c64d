namespace SmtpAdmin.Dns;

/// <summary>
/// Requests that may be sent again: a server may close a TCP connection after some answers, and the others are asked for on new ones, about as
/// many at once (RFC 7766 section 6.2.4). What changes something never goes this way.
/// </summary>
/// <param name="once">Sends over one connection.</param>
internal sealed class DnsRepeatedRequests(IDnsExchange once) : IDnsExchange
{
    private const int MaxConnections = 128;

    /// <inheritdoc/>
    public async Task<DnsExchanged[]> ExchangeAsync(IReadOnlyList<byte[]> requests, Func<int, byte[], string?> refuse, CancellationToken cancellationToken)
    {
        var results = new DnsExchanged[requests.Count];
        int[] open = [.. Enumerable.Range(0, requests.Count)];
        var window = open.Length;
        for (var connections = 0; open.Length > 0 && window > 0 && connections < MaxConnections; connections++)
        {
            var asked = open[..Math.Min(window, open.Length)];
            var exchanged = await once.ExchangeAsync([.. asked.Select(at => requests[at])], (at, answer) => refuse(asked[at], answer), cancellationToken).ConfigureAwait(false);
            for (var at = 0; at < asked.Length; at++) results[asked[at]] = exchanged[at];
            int[] closed = [.. asked.Where(at => results[at].Failure == DnsOutcome.Unreachable)];
            window = closed.Length == 0 ? open.Length : 2 * (asked.Length - closed.Length);
            open = [.. closed, .. open[asked.Length..]];
        }
        // Without any answer, what the last connection ended in says more.
        foreach (var at in window > 0 ? open : [])
            results[at] = DnsExchanged.Failed(wasSent: true, DnsOutcome.Unreachable, FormattableString.Invariant($"The server closes each TCP connection after a few answers; {MaxConnections} were made."));
        return results;
    }
}
