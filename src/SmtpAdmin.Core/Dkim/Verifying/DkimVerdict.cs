namespace SmtpAdmin.Dkim;

/// <summary>A result and its reason.</summary>
/// <param name="Status">The result.</param>
/// <param name="Reason">Why, in a sentence; empty for a pass.</param>
internal sealed record DkimVerdict(DkimStatus Status, string Reason)
{
    /// <summary>The signature holds.</summary>
    public static DkimVerdict Pass { get; } = new(DkimStatus.Pass, "");
}
