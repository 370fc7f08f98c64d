namespace SmtpAdmin.Spf;

/// <summary>What may stand behind the slash where it cannot be listed: the name of an account, a region that is new.</summary>
/// <param name="Pattern">What it looks like, as a regular expression for the whole.</param>
/// <param name="Example">One.</param>
/// <param name="Description">What it is, and where it is to be found.</param>
/// <param name="Includes">The domains to include, with <c>{variant}</c> in the place of it.</param>
public sealed record SpfProviderForm(string Pattern, string Example, string Description, IReadOnlyList<string> Includes)
{
    /// <summary>The domains to include, with <c>{variant}</c> in the place of what was given.</summary>
    public IReadOnlyList<string> Includes { get; init => field = Indexable.Of(value); } = Indexable.Of(Includes);
}
