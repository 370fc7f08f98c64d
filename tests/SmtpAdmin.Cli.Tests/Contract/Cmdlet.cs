using System.Reflection;

namespace SmtpAdmin.Cli.Tests.Contract;

/// <summary>A cmdlet as its class declares it. Attributes are read as data: the reference assembly's own cannot be made.</summary>
internal sealed record Cmdlet(Type Class, string Verb, string Noun, bool SupportsShouldProcess, IReadOnlyList<Type> OutputTypes, IReadOnlyList<CmdletParameter> Parameters)
{
    private const string AllSets = "__AllParameterSets";

    public static IReadOnlyList<Cmdlet> All { get; } =
        [.. Assembly.Load("SmtpAdmin.PowerShell").GetTypes().Where(type => Attributes(type, "CmdletAttribute").Any()).Select(Read).OrderBy(cmdlet => cmdlet.Name, StringComparer.Ordinal)];

    /// <summary>For theories: a row for each cmdlet.</summary>
    public static TheoryData<string> Names => [.. All.Select(cmdlet => cmdlet.Name)];

    public string Name => $"{Verb}-{Noun}";

    public static Cmdlet Named(string name) => All.Single(cmdlet => cmdlet.Name == name);

    private static Cmdlet Read(Type type)
    {
        var cmdlet = Attributes(type, "CmdletAttribute").Single();
        var outputs = Attributes(type, "OutputTypeAttribute")
            .SelectMany(attribute => (IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!)
            .Select(argument => (Type)argument.Value!);
        var properties = type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Select(property => (Property: property, Attributes: Attributes(property, "ParameterAttribute").Where(attribute => !Named(attribute, "DontShow", false)).ToArray()))
            .Where(found => found.Attributes.Length > 0)
            .ToArray();

        // A parameter of all sets is one of each set by its name, where there are names.
        var sets = properties.SelectMany(found => found.Attributes).Select(SetOf).Where(set => set != AllSets).Distinct().DefaultIfEmpty("(All)").ToArray();
        return new Cmdlet(
            type,
            (string)cmdlet.ConstructorArguments[0].Value!,
            (string)cmdlet.ConstructorArguments[1].Value!,
            Named(cmdlet, "SupportsShouldProcess", false),
            [.. outputs],
            [.. properties.Select(found => Parameter(found.Property, found.Attributes, sets))]);
    }

    private static CmdletParameter Parameter(PropertyInfo property, CustomAttributeData[] attributes, string[] sets)
    {
        var aliases = Attributes(property, "AliasAttribute").SelectMany(Strings);
        var element = property.PropertyType.GetElementType() ?? property.PropertyType;
        element = Nullable.GetUnderlyingType(element) ?? element;
        var values = element.IsEnum ? Enum.GetNames(element) : Attributes(property, "ValidateSetAttribute").SelectMany(Strings);
        var bindings = attributes.SelectMany(attribute => SetOf(attribute) == AllSets ? sets.Select(set => Binding(attribute, set)) : [Binding(attribute, SetOf(attribute))]);
        return new CmdletParameter(property.Name, property.PropertyType, [.. aliases], [.. values], [.. bindings]);
    }

    private static CmdletBinding Binding(CustomAttributeData attribute, string set)
    {
        var position = Named(attribute, "Position", int.MinValue);
        var input = (Named(attribute, "ValueFromPipelineByPropertyName", false), Named(attribute, "ValueFromPipeline", false)) switch
        {
            (true, true) => "True (ByPropertyName, ByValue)",
            (true, false) => "True (ByPropertyName)",
            (false, true) => "True (ByValue)",
            (false, false) => "False",
        };
        return new CmdletBinding(set, Named(attribute, "Mandatory", false), position == int.MinValue ? null : position, input);
    }

    private static string SetOf(CustomAttributeData attribute) => Named(attribute, "ParameterSetName", AllSets);

    private static IEnumerable<CustomAttributeData> Attributes(MemberInfo member, string name) =>
        member.CustomAttributes.Where(attribute => attribute.AttributeType.Name == name);

    private static T Named<T>(CustomAttributeData attribute, string name, T otherwise) =>
        attribute.NamedArguments.Where(argument => argument.MemberName == name).Select(argument => (T)argument.TypedValue.Value!).DefaultIfEmpty(otherwise).Single();

    private static IEnumerable<string> Strings(CustomAttributeData attribute) =>
        ((IEnumerable<CustomAttributeTypedArgument>)attribute.ConstructorArguments[0].Value!).Select(argument => (string)argument.Value!);
}
