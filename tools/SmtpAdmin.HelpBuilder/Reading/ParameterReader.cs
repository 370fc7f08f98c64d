using System.Globalization;
using Markdig.Syntax;
using SmtpAdmin.HelpBuilder.Model;

namespace SmtpAdmin.HelpBuilder.Reading;

/// <summary>The PARAMETERS section: a heading, a description and one or more metadata blocks for each parameter.</summary>
internal static class ParameterReader
{
    private static readonly string[] Keys =
        ["Type", "Parameter Sets", "Aliases", "Accepted values", "Required", "Position", "Default value", "Accept pipeline input", "Accept wildcard characters"];

    public static IEnumerable<HelpParameter> Read(PageOutline page, PageSection section)
    {
        foreach (var child in section.Children)
        {
            if (child.Title.Trim('<', '>') == "CommonParameters") continue;
            if (!child.Title.StartsWith('-')) throw page.Problem(child.Line, $"A parameter's heading must read '### -Name', not '### {child.Title}'.");
            var blocks = child.Blocks.OfType<FencedCodeBlock>().Where(block => block.Info == "yaml").ToArray();
            if (blocks.Length == 0) throw page.Problem(child.Line, $"{child.Title} has no yaml block.");
            var description = Paragraphs.Of(page, child.Blocks.Where(block => !blocks.Contains(block)));
            if (description.Count == 0) throw page.Problem(child.Line, $"{child.Title} has no description.");
            yield return new HelpParameter(child.Title[1..], description, [.. blocks.Select(block => Binding(page, block))]);
        }
    }

    private static ParameterBinding Binding(PageOutline page, FencedCodeBlock block)
    {
        var values = YamlPairs.Read(page, block.Lines.ToString(), block.Line + 2);
        foreach (var (key, pair) in values)
        {
            if (!Keys.Contains(key, StringComparer.OrdinalIgnoreCase)) throw page.Problem(pair.Line, $"'{key}' is none of: {string.Join(", ", Keys)}.");
        }

        YamlPair Get(string key) => values.TryGetValue(key, out var pair) ? pair : throw page.Problem(block.Line + 1, $"'{key}' is missing here.");
        string[] List(string key) => values.TryGetValue(key, out var pair)
            ? pair.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];
        bool Flag(string key) => bool.TryParse(Get(key).Value, out var flag)
            ? flag
            : throw page.Problem(Get(key).Line, $"'{key}' must be True or False.");

        var sets = Get("Parameter Sets").Value;
        return new ParameterBinding
        {
            Type = Get("Type").Value,
            Sets = sets == "(All)" ? [] : List("Parameter Sets"),
            Aliases = List("Aliases"),
            AcceptedValues = List("Accepted values"),
            Required = Flag("Required"),
            Position = PositionOf(page, Get("Position")),
            DefaultValue = Get("Default value").Value,
            PipelineInput = PipelineInputOf(page, Get("Accept pipeline input")),
            Wildcards = Flag("Accept wildcard characters"),
        };
    }

    private static int? PositionOf(PageOutline page, YamlPair position)
    {
        if (position.Value.Equals("named", StringComparison.OrdinalIgnoreCase)) return null;
        return int.TryParse(position.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw page.Problem(position.Line, "'Position' must be a number or Named.");
    }

    private static string PipelineInputOf(PageOutline page, YamlPair input) => input.Value switch
    {
        "False" or "True (ByValue)" or "True (ByPropertyName)" or "True (ByPropertyName, ByValue)" => input.Value,
        _ => throw page.Problem(input.Line, "'Accept pipeline input' must be False, or True with (ByValue), (ByPropertyName) or (ByPropertyName, ByValue)."),
    };
}
