using Markdig;
using Markdig.Extensions.Yaml;
using Markdig.Syntax;

namespace SmtpAdmin.HelpBuilder.Reading;

/// <summary>A page taken apart by its headings: the title, the sections, and the subsections of each.</summary>
internal sealed class PageOutline
{
    private static readonly MarkdownPipeline Pipeline =
        new MarkdownPipelineBuilder().UseYamlFrontMatter().UsePipeTables().Build();

    private PageOutline(string file) => File = file;

    public string File { get; }

    public YamlFrontMatterBlock? FrontMatter { get; private set; }

    public PageSection Title { get; private set; } = new("", 1);

    public static PageOutline Read(string file, string markdown)
    {
        var outline = new PageOutline(file);
        PageSection? title = null, section = null, subsection = null;
        foreach (var block in Markdown.Parse(markdown, Pipeline))
        {
            var line = block.Line + 1;
            switch (block)
            {
                case YamlFrontMatterBlock frontMatter:
                    outline.FrontMatter = frontMatter;
                    break;
                case HeadingBlock { Level: 1 } heading:
                    if (title is not null) throw new PageProblemException(file, line, "There is a second title: a page describes one cmdlet.");
                    title = new PageSection(PlainText.Of(heading.Inline), line);
                    break;
                case HeadingBlock { Level: 2 } heading:
                    if (title is null) throw new PageProblemException(file, line, "A section stands before the title '# Verb-Noun'.");
                    section = new PageSection(PlainText.Of(heading.Inline), line);
                    subsection = null;
                    title.Children.Add(section);
                    break;
                case HeadingBlock { Level: 3 } heading:
                    if (section is null) throw new PageProblemException(file, line, "A '###' heading stands outside any '##' section.");
                    subsection = new PageSection(PlainText.Of(heading.Inline), line);
                    section.Children.Add(subsection);
                    break;
                case HeadingBlock:
                    throw new PageProblemException(file, line, "The layout has no headings below '###'.");
                default:
                    (subsection ?? section ?? title ?? throw new PageProblemException(file, line, "Text stands before the title '# Verb-Noun'."))
                        .Blocks.Add(block);
                    break;
            }
        }
        outline.Title = title ?? throw new PageProblemException(file, 1, "The page has no title '# Verb-Noun'.");
        return outline;
    }

    public PageProblemException Problem(int line, string message) => new(File, line, message);

    /// <summary>A section by its heading.</summary>
    /// <exception cref="PageProblemException">It is missing.</exception>
    public PageSection Required(string title) =>
        Optional(title) ?? throw Problem(Title.Line, $"The section '## {title}' is missing.");

    public PageSection? Optional(string title) =>
        Title.Children.FirstOrDefault(section => section.Title == title);
}
