namespace SmtpAdmin.Bench;

/// <summary>What is measured of ours alone, besides.</summary>
internal interface IOwnDkim : IDkimContestant
{
    /// <summary>The relaxed canonicalization of a body, without a hash.</summary>
    /// <returns>Octets a second.</returns>
    double CanonicalizeRate(byte[] body, double seconds);

    /// <summary>Octets allocated by one signature.</summary>
    Task<long> SignAllocatesAsync(DkimTask task, CancellationToken cancellationToken);

    /// <summary>Octets allocated by one verification.</summary>
    Task<long> VerifyAllocatesAsync(DkimTask task, byte[] signed, CancellationToken cancellationToken);
}
