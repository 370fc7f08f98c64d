namespace SmtpAdmin.Spf;

/// <summary>A provider as somebody chose it.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Variant">What stood behind the slash; null for nothing.</param>
/// <param name="Includes">The domains to include; empty where there are none.</param>
internal sealed record SpfProviderChoice(SpfProvider Provider, string? Variant, IReadOnlyList<string> Includes)
{
    /// <summary>What else has to be published; empty for nothing.</summary>
    public string Companion => Variant is null ? "" : Provider.Companion.Replace("{variant}", Variant, StringComparison.Ordinal);
}
