using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Look-ups that end with the time that a whole check may take.</summary>
internal static class SpfTimedLookups
{
    /// <summary>Gives an answer that is there already, or asks; a time-out of the DNS when the time is over.</summary>
    /// <param name="lookups">Who is asked.</param>
    /// <param name="name">The name.</param>
    /// <param name="type">The type.</param>
    /// <param name="timeLimit">Is cancelled when the time is over.</param>
    /// <param name="cancellationToken">Ends the look-up.</param>
    /// <exception cref="OperationCanceledException">The last token was cancelled.</exception>
    public static async ValueTask<DnsAnswer> AskAsync(this SpfLookups lookups, DnsName name, DnsType type, CancellationToken timeLimit, CancellationToken cancellationToken)
    {
        if (lookups.TryFind(name, type, out var known)) return known;
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeLimit, cancellationToken);
        try
        {
            return await lookups.AskAsync(name, type, either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (timeLimit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.Timeout, Detail = "the time for the whole check was over" };
        }
    }
}
