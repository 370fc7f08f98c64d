using Markdig.Syntax;

namespace SmtpAdmin.HelpBuilder.Reading;

/// <summary>A heading with what stands under it, down to the next heading of its level or above.</summary>
internal sealed class PageSection(string title, int line)
{
    public string Title { get; } = title;

    /// <summary>Counted from 1.</summary>
    public int Line { get; } = line;

    public List<Block> Blocks { get; } = [];

    public List<PageSection> Children { get; } = [];
}
