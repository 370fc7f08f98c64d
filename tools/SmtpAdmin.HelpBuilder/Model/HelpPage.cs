namespace SmtpAdmin.HelpBuilder.Model;

/// <summary>The page of one cmdlet. Text is plain: one string a paragraph, with line breaks where they have a meaning.</summary>
internal sealed record HelpPage
{
    public required string Name { get; init; }
    public required IReadOnlyList<string> Synopsis { get; init; }
    public required IReadOnlyList<string> Description { get; init; }
    public required IReadOnlyList<HelpSyntax> Syntaxes { get; init; }
    public required IReadOnlyList<HelpExample> Examples { get; init; }
    public required IReadOnlyList<HelpParameter> Parameters { get; init; }
    public required IReadOnlyList<HelpType> Inputs { get; init; }
    public required IReadOnlyList<HelpType> Outputs { get; init; }
    public required IReadOnlyList<string> Notes { get; init; }
    public required IReadOnlyList<HelpLink> Links { get; init; }
}
