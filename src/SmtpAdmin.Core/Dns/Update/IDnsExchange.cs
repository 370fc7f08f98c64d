namespace SmtpAdmin.Dns;

/// <summary>Sends messages to one server, and hands their answers back.</summary>
internal interface IDnsExchange
{
    /// <summary>Sends requests, each once, and waits for their answers. What the network did is in the results.</summary>
    /// <param name="requests">The requests; no two have the same ID.</param>
    /// <param name="refuse">Why octets are no answer to the request at a place, as a clause; null where they are one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    Task<DnsExchanged[]> ExchangeAsync(IReadOnlyList<byte[]> requests, Func<int, byte[], string?> refuse, CancellationToken cancellationToken);
}
