namespace SmtpAdmin.Spf;

/// <summary>A record as published: <c>v=spf1</c> and its terms (RFC 7208 sections 4.5 and 4.6.1). What cannot be read is among its problems, and the rest among its terms.</summary>
public sealed class SpfRecord
{
    /// <summary>What a record begins with.</summary>
    public const string Version = "v=spf1";

    private SpfRecord(string text, IReadOnlyList<SpfTerm> terms, IReadOnlyList<SpfSyntaxProblem> problems)
    {
        Text = text;
        Terms = Indexable.Of(terms);
        Problems = Indexable.Of(problems);
        Directives = [.. terms.OfType<SpfDirective>()];
        Redirect = terms.OfType<SpfModifier>().FirstOrDefault(modifier => modifier.IsRedirect);
        Explanation = terms.OfType<SpfModifier>().FirstOrDefault(modifier => modifier.IsExplanation);
        HasAll = Array.Exists(Directives, directive => directive.Mechanism == SpfMechanism.All);
    }

    /// <summary>The record as published, its strings joined without a space (RFC 7208 section 3.3); an octet outside ASCII is a Latin-1 character.</summary>
    public string Text { get; }

    /// <summary>Directives and modifiers in their order.</summary>
    public IReadOnlyList<SpfTerm> Terms { get; }

    /// <summary>What is wrong with the syntax; with anything here the record is in permanent error as a whole (RFC 7208 section 4.6).</summary>
    public IReadOnlyList<SpfSyntaxProblem> Problems { get; }

    /// <summary>Nothing is wrong with the syntax.</summary>
    public bool IsValid => Problems.Count == 0;

    /// <summary>The <c>redirect=</c> modifier; null for none.</summary>
    public SpfModifier? Redirect { get; }

    /// <summary>The <c>exp=</c> modifier; null for none.</summary>
    public SpfModifier? Explanation { get; }

    /// <summary>The directives in their order.</summary>
    internal SpfDirective[] Directives { get; }

    /// <summary>There is an <c>all</c>: then <c>redirect=</c> means nothing (RFC 7208 section 6.1).</summary>
    internal bool HasAll { get; }

    /// <summary>The text is a record of this version: <c>v=spf1</c>, in any case, then a space or the end (RFC 7208 section 4.5).</summary>
    public static bool IsSpf(ReadOnlySpan<char> text) =>
        text.StartsWith(Version, StringComparison.OrdinalIgnoreCase) && (text.Length == Version.Length || text[Version.Length] == ' ');

    /// <summary>Reads a record.</summary>
    /// <param name="text">The record, its strings joined.</param>
    public static SpfRecord Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var terms = new List<SpfTerm>();
        var problems = new List<SpfSyntaxProblem>();
        if (!IsSpf(text))
        {
            problems.Add(new SpfSyntaxProblem(PlainText.Excerpt(text, 20), 0, $"The record does not begin with '{Version}' and a space.", "RFC 7208 section 4.5"));
            return new SpfRecord(text, terms, problems);
        }

        SpfModifier? redirect = null, explanation = null;
        for (var at = Version.Length; at < text.Length; at++)
        {
            if (text[at] == ' ') continue;
            var end = text.IndexOf(' ', at);
            if (end < 0) end = text.Length;
            if (!SpfTermParser.TryParse(text[at..end], at, out var term, out var problem)) problems.Add(problem);
            else
            {
                terms.Add(term);
                if (term is SpfModifier { IsRedirect: true } another) CheckOnce(ref redirect, another, problems);
                else if (term is SpfModifier { IsExplanation: true } second) CheckOnce(ref explanation, second, problems);
            }
            at = end;
        }
        return new SpfRecord(text, terms, problems);
    }

    /// <inheritdoc/>
    public override string ToString() => Text;

    private static void CheckOnce(ref SpfModifier? seen, SpfModifier modifier, List<SpfSyntaxProblem> problems)
    {
        if (seen is not null) problems.Add(new SpfSyntaxProblem(modifier.Text, modifier.Position, $"'{PlainText.Excerpt(modifier.Text)}': '{modifier.Name}=' stands there twice.", "RFC 7208 section 6"));
        seen ??= modifier;
    }
}
