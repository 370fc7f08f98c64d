namespace SmtpAdmin.Spf;

/// <summary>How a person names a term of a record.</summary>
internal static class SpfTermNames
{
    /// <summary>The term without its qualifier.</summary>
    public static string Bare(SpfTerm term) => term is SpfDirective && term.Text[0] is '+' or '-' or '~' or '?' ? term.Text[1..] : term.Text;

    /// <summary>The pattern is that of the term or of its domain.</summary>
    public static bool Matches(string pattern, SpfWalkedTerm term) =>
        Wildcards.Fit(pattern, Bare(term.Term)) || (Domain(term) is { } domain && Wildcards.Fit(pattern, domain));

    private static string? Domain(SpfWalkedTerm term) => term.Term switch
    {
        SpfDirective { Domain: { } domain } => domain.Text,
        SpfModifier { IsRedirect: true } redirect => redirect.Value.Text,
        _ => null,
    };
}
