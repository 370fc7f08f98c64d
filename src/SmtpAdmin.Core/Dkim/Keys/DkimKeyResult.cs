namespace SmtpAdmin.Dkim;

/// <summary>A new key, or why there is none.</summary>
public sealed record DkimKeyResult
{
    /// <summary>The key; null when it was refused.</summary>
    public DkimNewKey? Key { get; init; }

    /// <summary>Why there is none; empty when there is one.</summary>
    public IReadOnlyList<DkimRefusal> Refusals { get; init => field = Indexable.Of(value); } = [];
}
