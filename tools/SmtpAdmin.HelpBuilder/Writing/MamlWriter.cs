using System.Xml;
using System.Xml.Linq;
using SmtpAdmin.HelpBuilder.Model;
using static SmtpAdmin.HelpBuilder.Writing.MamlNames;

namespace SmtpAdmin.HelpBuilder.Writing;

/// <summary>Pages as the XML that Get-Help reads.</summary>
internal static class MamlWriter
{
    public static void Write(IEnumerable<HelpPage> pages, Stream output)
    {
        using var writer = XmlWriter.Create(output, new XmlWriterSettings { Indent = true, NewLineHandling = NewLineHandling.None });
        Document(pages).Save(writer);
    }

    public static XDocument Document(IEnumerable<HelpPage> pages) =>
        new(new XElement(Root + "helpItems", new XAttribute("schema", "maml"), pages.Select(CommandOf)));

    private static XElement CommandOf(HelpPage page)
    {
        var (verb, noun) = page.Name.Split('-', 2) is [var first, var second] ? (first, second) : (page.Name, "");
        return new XElement(
            Command + "command",
            new XAttribute(XNamespace.Xmlns + "maml", Maml),
            new XAttribute(XNamespace.Xmlns + "command", Command),
            new XAttribute(XNamespace.Xmlns + "dev", Dev),
            new XElement(
                Command + "details",
                new XElement(Command + "name", page.Name),
                new XElement(Command + "verb", verb),
                new XElement(Command + "noun", noun),
                Text(Maml + "description", page.Synopsis)),
            Text(Maml + "description", page.Description),
            SyntaxWriter.Syntaxes(page),
            SyntaxWriter.Parameters(page),
            Types("inputTypes", "inputType", page.Inputs),
            Types("returnValues", "returnValue", page.Outputs),
            page.Notes.Count == 0 ? null : new XElement(Maml + "alertSet", Text(Maml + "alert", page.Notes)),
            new XElement(Command + "examples", page.Examples.Select(ExampleWriter.Example)),
            new XElement(Command + "relatedLinks", page.Links.Select(Link)));
    }

    internal static XElement Text(XName name, IEnumerable<string> paragraphs) =>
        new(name, paragraphs.Select(paragraph => new XElement(Maml + "para", paragraph)));

    private static XElement Types(string list, string item, IEnumerable<HelpType> types) =>
        new(Command + list, types.Select(type => new XElement(
            Command + item,
            new XElement(Dev + "type", new XElement(Maml + "name", type.Name)),
            Text(Maml + "description", type.Description))));

    private static XElement Link(HelpLink link) => new(
        Maml + "navigationLink",
        new XElement(Maml + "linkText", link.Text),
        new XElement(Maml + "uri", link.Address));
}
