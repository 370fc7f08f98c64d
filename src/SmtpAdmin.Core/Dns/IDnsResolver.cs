namespace SmtpAdmin.Dns;

/// <summary>Asks the DNS. What the network did is in the answer; nothing about it is ever thrown.</summary>
public interface IDnsResolver
{
    /// <summary>Looks one name and type up, following CNAMEs.</summary>
    /// <param name="name">The name to ask for.</param>
    /// <param name="type">The record type to ask for.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>What is known; the outcome tells an answer from a failure to get one.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken);
}
