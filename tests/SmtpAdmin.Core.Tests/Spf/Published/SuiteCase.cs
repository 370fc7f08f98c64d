using YamlDotNet.RepresentationModel;

namespace SmtpAdmin.Core.Tests.Spf.Published;

/// <summary>A case of the published suite.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Host">The address of the sender.</param>
/// <param name="MailFrom">Its MAIL FROM.</param>
/// <param name="HeloName">Its HELO name.</param>
/// <param name="Results">The results that are right.</param>
/// <param name="Explanation">The explanation that is right; <c>DEFAULT</c> for none, null where it does not matter.</param>
internal sealed record SuiteCase(string Name, string Host, string MailFrom, string HeloName, IReadOnlyList<string> Results, string? Explanation)
{
    public static SuiteCase Of(string name, YamlMappingNode node) => new(
        name, Text(node, "host"), Text(node, "mailfrom"), Text(node, "helo"),
        node["result"] is YamlSequenceNode several ? [.. several.Select(result => result.ToString())] : [Text(node, "result")],
        node.Children.ContainsKey("explanation") ? Text(node, "explanation") : null);

    private static string Text(YamlMappingNode node, string key) => ((YamlScalarNode)node[key]).Value ?? "";
}
