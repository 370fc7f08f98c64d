namespace SmtpAdmin.Bench;

/// <summary>Who signs and verifies, on one core, one message after another.</summary>
internal interface IDkimContestant : IAsyncDisposable
{
    /// <summary>What it is called.</summary>
    string Name { get; }

    /// <summary>Signs once.</summary>
    /// <returns>The message with its signature on top.</returns>
    Task<byte[]> SignAsync(DkimTask task, CancellationToken cancellationToken);

    /// <summary>Signs the message again and again. What else is done for each message is its own way, the reading of the key too.</summary>
    /// <returns>How often in a second of processor time.</returns>
    Task<double> SignRateAsync(DkimTask task, double seconds, CancellationToken cancellationToken);

    /// <summary>Verifies a signed message again and again, the record at hand; throws when it does not pass.</summary>
    /// <returns>How often in a second of processor time.</returns>
    Task<double> VerifyRateAsync(DkimTask task, byte[] signed, double seconds, CancellationToken cancellationToken);
}
