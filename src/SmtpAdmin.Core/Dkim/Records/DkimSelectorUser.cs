namespace SmtpAdmin.Dkim;

/// <summary>A provider or a program that uses a selector.</summary>
/// <param name="Name">The name that people know it by.</param>
/// <param name="By">Who says so.</param>
/// <param name="Url">The page that says so.</param>
/// <param name="Date">When the page was read.</param>
public sealed record DkimSelectorUser(string Name, DkimSelectorSource By, string Url, DateOnly Date)
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}
