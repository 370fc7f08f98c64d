namespace SmtpAdmin.Smtp.Relay;

/// <summary>Bounds how many octets are in memory at once. Used by many at once.</summary>
internal sealed class SpoolMemory(long most)
{
    private long _taken;

    /// <summary>The octets that are taken.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <summary>Takes some.</summary>
    /// <returns>False when that would be too many.</returns>
    public bool TryTake(long octets)
    {
        if (Interlocked.Add(ref _taken, octets) <= most) return true;
        Return(octets);
        return false;
    }

    /// <summary>Gives them back.</summary>
    public void Return(long octets) => Interlocked.Add(ref _taken, -octets);
}
