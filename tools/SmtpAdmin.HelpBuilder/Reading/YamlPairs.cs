using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace SmtpAdmin.HelpBuilder.Reading;

/// <summary>A flat YAML mapping of scalars, which is all that the layout has. Keys are compared without case.</summary>
internal static class YamlPairs
{
    /// <param name="page">The page, for errors.</param>
    /// <param name="text">The YAML.</param>
    /// <param name="firstLine">The line of the page on which the YAML begins, counted from 1.</param>
    public static IReadOnlyDictionary<string, YamlPair> Read(PageOutline page, string text, int firstLine)
    {
        var pairs = new Dictionary<string, YamlPair>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in Mapping(page, text, firstLine))
        {
            var line = LineOf(key.Start, firstLine);
            if (key is not YamlScalarNode { Value: { } name } || value is not YamlScalarNode scalar)
                throw page.Problem(line, "A line here must read 'key: value'.");
            if (!pairs.TryAdd(name, new YamlPair(scalar.Value ?? "", line)))
                throw page.Problem(line, $"'{name}' stands here twice.");
        }
        return pairs;
    }

    private static YamlMappingNode Mapping(PageOutline page, string text, int firstLine)
    {
        var stream = new YamlStream();
        try
        {
            stream.Load(new StringReader(text));
        }
        catch (YamlException error)
        {
            throw page.Problem(LineOf(error.Start, firstLine), $"This is no YAML: {error.InnerException?.Message ?? error.Message}");
        }
        return stream.Documents is [{ RootNode: YamlMappingNode mapping }]
            ? mapping
            : throw page.Problem(firstLine, "Lines of the form 'key: value' must stand here.");
    }

    private static int LineOf(Mark mark, int firstLine) => firstLine + (int)mark.Line - 1;
}
