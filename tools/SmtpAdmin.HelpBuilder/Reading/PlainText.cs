using System.Text;
using Markdig.Syntax.Inlines;

namespace SmtpAdmin.HelpBuilder.Reading;

/// <summary>Markdown's inlines as Get-Help can show them: without marks, and with the address of a link behind its text.</summary>
internal static class PlainText
{
    public static string Of(ContainerInline? inlines)
    {
        var text = new StringBuilder();
        Append(text, inlines);
        return text.ToString().Trim();
    }

    private static void Append(StringBuilder text, ContainerInline? inlines)
    {
        foreach (var inline in inlines ?? Enumerable.Empty<Inline>())
        {
            switch (inline)
            {
                case LiteralInline literal: text.Append(literal.Content.AsSpan()); break;
                case CodeInline code: text.Append(code.Content); break;
                case HtmlEntityInline entity: text.Append(entity.Transcoded.AsSpan()); break;
                case AutolinkInline link: text.Append(link.Url); break;
                case LineBreakInline lineBreak: text.Append(lineBreak.IsHard ? '\n' : ' '); break;
                case HtmlInline html: text.Append(html.Tag); break;
                case LinkInline link:
                    Append(text, link);
                    if (IsWebAddress(link.Url)) text.Append(" (").Append(link.Url).Append(')');
                    break;
                case ContainerInline container: Append(text, container); break;
            }
        }
    }

    /// <summary>Other pages of the folder have no address that a reader of Get-Help could follow.</summary>
    public static bool IsWebAddress(string? address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http";
}
