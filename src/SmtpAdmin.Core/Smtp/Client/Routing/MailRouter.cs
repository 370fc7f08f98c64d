using SmtpAdmin.Dns;

namespace SmtpAdmin.Smtp.Client;

/// <summary>Finds the hosts that take a domain's mail (RFC 5321 section 5.1, RFC 7505).</summary>
/// <param name="resolver">Asks the DNS.</param>
/// <param name="random">Decides among hosts of equal preference.</param>
public sealed class MailRouter(IDnsResolver resolver, Random random)
{
    /// <summary>Finds the hosts for a recipient.</summary>
    /// <param name="recipient">The recipient; its domain decides.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The route; what the network did is in it, never thrown.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<MailRoute> RouteAsync(EmailAddress recipient, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(recipient);
        throw new NotImplementedException($"{resolver} {random}");
    }

    /// <summary>Finds the hosts for a domain.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The route; what the network did is in it, never thrown.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public ValueTask<MailRoute> RouteAsync(DnsName domain, CancellationToken cancellationToken) =>
        throw new NotImplementedException($"{domain}");
}
