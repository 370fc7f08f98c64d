namespace SmtpAdmin.Smtp.Relay;

/// <summary>Finds the queue that a spool holds.</summary>
public static class SmtpRelayAccess
{
    /// <summary>The queue of the relay that has a spool, or, when none runs, of the spool itself.</summary>
    /// <param name="spoolPath">The spool's folder.</param>
    /// <param name="timeProvider">The clock.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SmtpRelayException">There is no spool, or a relay runs that this account may not reach.</exception>
    /// <exception cref="IOException">The path is no path for a spool.</exception>
    public static async Task<ISmtpRelayAccess> OpenAsync(string spoolPath, TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        if (await SmtpRelayClient.FindAsync(spoolPath, cancellationToken).ConfigureAwait(false) is { } client) return client;
        return IsSpool(spoolPath)
            ? new StoppedRelayQueue(Path.GetFullPath(spoolPath), timeProvider)
            : throw NoSpool(spoolPath);
    }

    /// <summary>Whether a folder holds what a relay left there, or one that runs has there. Nothing is made by looking.</summary>
    /// <param name="spoolPath">The folder. One that may not be looked into is taken for a spool.</param>
    public static bool IsSpool(string spoolPath) => SpoolPaths.IsSpool(spoolPath);

    /// <summary>There is no such folder, or it is no spool.</summary>
    internal static SmtpRelayException NoSpool(string spoolPath) =>
        new($"There is no spool '{PlainText.Excerpt(spoolPath, 260)}'. Name the folder that the relay was started with, or start one.");
}
