namespace SmtpAdmin.Dkim;

/// <summary>How much work may still be done.</summary>
/// <param name="octets">How many octets may be hashed in all.</param>
internal sealed class DkimWorkBudget(long octets)
{
    private long _left = octets;

    /// <summary>Takes some of it; false when there is not as much.</summary>
    public bool TryTake(long wanted)
    {
        if (wanted > _left) return false;
        _left -= wanted;
        return true;
    }
}
