namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// What is kept free on the spool's disk, whatever an administrator says: a delivery of which the end cannot be stored would be done again after a
/// restart, and a disk that is full to the last octet with messages could be rid of none of them.
/// </summary>
internal static class SpoolRoom
{
    /// <summary>With fewer octets free, no delivery is begun.</summary>
    public const long ForDeliveries = 1024 * 1024;

    /// <summary>No message is moved within the spool where fewer octets would be left by that: moving is to make room for deliveries, not to take theirs.</summary>
    public const long ForMoves = 2 * ForDeliveries;

    /// <summary>With fewer octets free, no message is taken in: more than for deliveries, so that these go on and make room.</summary>
    public const long ForMessages = 4 * ForDeliveries;

    /// <summary>What becomes of deliveries that are begun now can be stored.</summary>
    public static bool IsEnoughForDeliveries(ISpool spool) => spool.Problem is null && spool.FreeOctets >= ForDeliveries;

    /// <summary>Why no delivery is begun now, as a sentence; null when one is.</summary>
    public static string? Problem(ISpool spool) => spool.Problem ?? (spool.FreeOctets >= ForDeliveries
        ? null
        : "The disk of the spool has less than 1 MiB free: nothing is taken in, and nothing delivered, because what becomes of it could not be stored. Make room.");
}
