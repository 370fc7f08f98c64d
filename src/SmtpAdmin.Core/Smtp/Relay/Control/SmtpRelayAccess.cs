namespace SmtpAdmin.Smtp.Relay;

/// <summary>Finds the queue that a spool holds.</summary>
public static class SmtpRelayAccess
{
    /// <summary>The queue of the relay that has a spool, or, when none runs, of the spool itself.</summary>
    /// <param name="spoolPath">The spool's folder.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SmtpRelayException">There is no such folder, or a relay runs that this account may not reach.</exception>
    /// <exception cref="IOException">The path is no path for a spool.</exception>
    public static async Task<ISmtpRelayAccess> OpenAsync(string spoolPath, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (await SmtpRelayClient.FindAsync(spoolPath, cancellationToken).ConfigureAwait(false) is { } client) return client;
        return Directory.Exists(spoolPath)
            ? new StoppedRelayQueue(Path.GetFullPath(spoolPath), timeProvider)
            : throw NoSpool(spoolPath);
    }

    /// <summary>There is no such folder.</summary>
    internal static SmtpRelayException NoSpool(string spoolPath) =>
        new($"There is no spool '{PlainText.Excerpt(spoolPath, 260)}'. Name the folder that the relay was started with, or start one.");
}
