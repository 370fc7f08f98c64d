using System.Xml.Linq;
using SmtpAdmin.HelpBuilder.Model;
using static SmtpAdmin.HelpBuilder.Writing.MamlNames;

namespace SmtpAdmin.HelpBuilder.Writing;

/// <summary>The parameters: once a parameter set for the syntax, and once by themselves with their descriptions.</summary>
internal static class SyntaxWriter
{
    public static XElement Syntaxes(HelpPage page) => new(
        Command + "syntax",
        from syntax in page.Syntaxes.OrderByDescending(syntax => syntax.IsDefault)
        select new XElement(
            Command + "syntaxItem",
            new XElement(Maml + "name", page.Name),
            from parameter in page.Parameters
            let binding = parameter.In(syntax.SetName)
            where binding is not null
            orderby binding.Position ?? int.MaxValue, binding.Required descending
            select Parameter(parameter, binding, inSyntax: true)));

    public static XElement Parameters(HelpPage page) => new(
        Command + "parameters",
        page.Parameters.Select(parameter => Parameter(parameter, parameter.Bindings[0], inSyntax: false)));

    private static XElement Parameter(HelpParameter parameter, ParameterBinding binding, bool inSyntax) => new(
        Command + "parameter",
        new XAttribute("required", Flag(binding.Required)),
        new XAttribute("variableLength", Flag(binding.Type.EndsWith("[]", StringComparison.Ordinal))),
        new XAttribute("globbing", Flag(binding.Wildcards)),
        new XAttribute("pipelineInput", binding.PipelineInput),
        new XAttribute("position", binding.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "named"),
        new XAttribute("aliases", binding.Aliases.Count == 0 ? "none" : string.Join(", ", binding.Aliases)),
        new XElement(Maml + "name", parameter.Name),
        MamlWriter.Text(Maml + "description", parameter.Description),
        inSyntax && binding.AcceptedValues.Count > 0 ? AcceptedValues(binding) : null,
        // A switch takes no value: with one, the syntax would read '-Quiet <SwitchParameter>'.
        inSyntax && binding.IsSwitch ? null : Value(binding.Type),
        new XElement(Dev + "type", new XElement(Maml + "name", binding.Type), new XElement(Maml + "uri")),
        new XElement(Dev + "defaultValue", binding.DefaultValue));

    private static XElement AcceptedValues(ParameterBinding binding) => new(
        Command + "parameterValueGroup",
        binding.AcceptedValues.Select(value => new XElement(
            Command + "parameterValue", new XAttribute("required", "false"), new XAttribute("variableLength", "false"), value)));

    private static XElement Value(string type) => new(
        Command + "parameterValue",
        new XAttribute("required", "true"),
        new XAttribute("variableLength", Flag(type.EndsWith("[]", StringComparison.Ordinal))),
        type);

    private static string Flag(bool value) => value ? "true" : "false";
}
