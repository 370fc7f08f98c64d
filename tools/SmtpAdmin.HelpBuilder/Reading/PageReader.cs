using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using SmtpAdmin.HelpBuilder.Model;

namespace SmtpAdmin.HelpBuilder.Reading;

/// <summary>One page in the PlatyPS layout (schema 2.0.0): fixed sections, examples and parameters under headings of their own.</summary>
internal static class PageReader
{
    private static readonly string[] Sections =
        ["SYNOPSIS", "SYNTAX", "DESCRIPTION", "EXAMPLES", "PARAMETERS", "INPUTS", "OUTPUTS", "NOTES", "RELATED LINKS"];

    /// <summary>Reads a page.</summary>
    /// <exception cref="PageProblemException">It does not keep to the layout.</exception>
    public static HelpPage Read(string file, string markdown, string helpFileName)
    {
        var page = PageOutline.Read(file, markdown);
        var address = FrontMatter.Check(page, helpFileName);
        CheckHeadings(page);

        var parameters = ParameterReader.Read(page, page.Required("PARAMETERS")).ToArray();
        var syntaxes = Syntaxes(page, page.Required("SYNTAX"));
        CheckSets(page, syntaxes, parameters);
        return new HelpPage
        {
            Name = page.Title.Title,
            Synopsis = Text(page, "SYNOPSIS"),
            Description = Text(page, "DESCRIPTION"),
            Syntaxes = syntaxes,
            Examples = [.. page.Required("EXAMPLES").Children.Select(child => Example(page, child))],
            Parameters = parameters,
            Inputs = Types(page, "INPUTS"),
            Outputs = Types(page, "OUTPUTS"),
            Notes = page.Optional("NOTES") is { } notes ? Paragraphs.Of(page, notes.Blocks) : [],
            Links = [.. OnlineVersion(address), .. Links(page.Optional("RELATED LINKS"))],
        };
    }

    private static void CheckHeadings(PageOutline page)
    {
        var name = Path.GetFileNameWithoutExtension(page.File);
        if (page.Title.Title != name) throw page.Problem(page.Title.Line, $"The title must be the file's name, '{name}', not '{page.Title.Title}'.");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var section in page.Title.Children)
        {
            if (!Sections.Contains(section.Title)) throw page.Problem(section.Line, $"'## {section.Title}' is none of: {string.Join(", ", Sections)}.");
            if (!seen.Add(section.Title)) throw page.Problem(section.Line, $"'## {section.Title}' stands here twice.");
        }
    }

    private static IReadOnlyList<string> Text(PageOutline page, string title)
    {
        var section = page.Required(title);
        var text = Paragraphs.Of(page, section.Blocks);
        return text.Count > 0 ? text : throw page.Problem(section.Line, $"'## {title}' is empty.");
    }

    /// <summary>A heading and a code block for each parameter set; where there is one set alone, the heading may be left out.</summary>
    private static HelpSyntax[] Syntaxes(PageOutline page, PageSection section) =>
        section.Children.Count == 0 && section.Blocks.OfType<FencedCodeBlock>().FirstOrDefault() is { } code
            ? [new HelpSyntax("(All)", IsDefault: true, Paragraphs.CodeOf(code), section.Line)]
            : [.. section.Children.Select(child => Syntax(page, child))];

    private static HelpSyntax Syntax(PageOutline page, PageSection section)
    {
        const string Default = " (Default)";
        var code = section.Blocks.OfType<FencedCodeBlock>().FirstOrDefault()
            ?? throw page.Problem(section.Line, $"The parameter set '{section.Title}' has no code block.");
        var isDefault = section.Title.EndsWith(Default, StringComparison.Ordinal);
        return new HelpSyntax(isDefault ? section.Title[..^Default.Length] : section.Title, isDefault, Paragraphs.CodeOf(code), section.Line);
    }

    private static void CheckSets(PageOutline page, HelpSyntax[] syntaxes, HelpParameter[] parameters)
    {
        var section = page.Required("SYNTAX");
        if (syntaxes.Length == 0) throw page.Problem(section.Line, "'## SYNTAX' shows no parameter set: '### Name (Default)' and a code block.");
        foreach (var parameter in parameters)
        {
            foreach (var set in parameter.Bindings.SelectMany(binding => binding.Sets))
            {
                if (!syntaxes.Any(syntax => syntax.SetName.Equals(set, StringComparison.OrdinalIgnoreCase)))
                    throw page.Problem(section.Line, $"-{parameter.Name} is in the parameter set '{set}', which '## SYNTAX' does not show.");
            }
        }
    }

    private static HelpExample Example(PageOutline page, PageSection section)
    {
        var at = section.Blocks.FindIndex(block => block is FencedCodeBlock);
        if (at < 0) throw page.Problem(section.Line, $"The example '{section.Title}' has no code block.");
        return new HelpExample(
            section.Title,
            Paragraphs.Of(page, section.Blocks[..at]),
            Paragraphs.CodeOf((FencedCodeBlock)section.Blocks[at]),
            Paragraphs.Of(page, section.Blocks[(at + 1)..]));
    }

    private static IReadOnlyList<HelpType> Types(PageOutline page, string title) =>
        [.. page.Required(title).Children.Select(child => new HelpType(child.Title, Paragraphs.Of(page, child.Blocks)))];

    private static IEnumerable<HelpLink> OnlineVersion(string address) =>
        address.Length == 0 ? [] : [new HelpLink("Online Version:", address)];

    private static IEnumerable<HelpLink> Links(PageSection? section) =>
        from block in section?.Blocks ?? []
        from leaf in block is LeafBlock own ? [own] : block.Descendants<LeafBlock>()
        from link in leaf.Inline?.Descendants<LinkInline>() ?? []
        select new HelpLink(PlainText.Of(link), PlainText.IsWebAddress(link.Url) ? link.Url! : "");
}
