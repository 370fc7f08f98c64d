namespace SmtpAdmin.Spf;

/// <summary>A new record, or why there is none.</summary>
public sealed record SpfBuildResult
{
    /// <summary>The record; null when it was refused.</summary>
    public SpfNewRecord? Record { get; init; }

    /// <summary>Why there is none; empty when there is one.</summary>
    public IReadOnlyList<SpfRefusal> Refusals { get; init => field = Indexable.Of(value); } = [];
}
