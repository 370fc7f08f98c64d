namespace SmtpAdmin.Reputation;

/// <summary>How a listing ends.</summary>
/// <param name="Text">The list's policy in a sentence or two.</param>
/// <param name="AutoExpiry">A listing ends by itself when its cause does; null when the list does not say.</param>
/// <param name="PaidRemoval">The list takes money for removing an entry, or for removing it sooner.</param>
public sealed record DnsblPolicy(string Text, bool? AutoExpiry = null, bool PaidRemoval = false)
{
    /// <summary>The policy as text; that removal is offered for money is always said.</summary>
    public override string ToString() => PaidRemoval ? $"{Text} Removal, or an earlier one, is offered for money." : Text;
}
