using System.Reflection;

namespace SmtpAdmin.Cli.Tests.Contract;

public sealed class NamingTests
{
    /// <summary>Words of the field that end in "s" and are singular.</summary>
    private static readonly string[] SingularInS = ["dns", "tls", "address", "status", "alias"];

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_cmdlet_has_an_approved_verb(string name)
    {
        var approved = Assembly.Load("System.Management.Automation").GetExportedTypes()
            .Where(type => type.Name.StartsWith("Verbs", StringComparison.Ordinal))
            .SelectMany(type => type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral))
            .Select(field => (string)field.GetRawConstantValue()!)
            .ToHashSet(StringComparer.Ordinal);
        Assert.Contains("Test", approved);
        Assert.Contains(Cmdlet.Named(name).Verb, approved);
    }

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_cmdlet_has_a_singular_noun(string name)
    {
        var last = KebabName.From(Cmdlet.Named(name).Noun).Split('-')[^1];
        Assert.True(!last.EndsWith('s') || SingularInS.Contains(last), $"'{last}' looks like a plural.");
    }

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_cmdlet_says_what_it_writes(string name)
    {
        var outputs = Cmdlet.Named(name).OutputTypes;
        Assert.NotEmpty(outputs);
        Assert.DoesNotContain(typeof(object), outputs);
    }

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_cmdlet_s_class_is_public_and_sealed_and_named_after_it(string name)
    {
        var cmdlet = Cmdlet.Named(name);
        Assert.True(cmdlet.Class is { IsPublic: true, IsSealed: true });
        Assert.Equal($"{cmdlet.Verb}{cmdlet.Noun}Command", cmdlet.Class.Name);
    }
}
