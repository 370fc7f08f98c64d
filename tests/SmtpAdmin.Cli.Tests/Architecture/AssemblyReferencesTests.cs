using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace SmtpAdmin.Cli.Tests.Architecture;

/// <summary>Which assembly sees which, read from the assemblies as compiled.</summary>
public sealed class AssemblyReferencesTests
{
    private static readonly string Framework = Path.GetDirectoryName(typeof(object).Assembly.Location)!;

    [Theory]
    [InlineData("SmtpAdmin.Core")]
    [InlineData("SmtpAdmin.Lab", "SmtpAdmin.Core")]
    [InlineData("SmtpAdmin.PowerShell", "SmtpAdmin.Core", "System.Management.Automation")]
    [InlineData("smtpadmin", "SmtpAdmin.Core", "SmtpAdmin.Lab", "System.CommandLine", "Spectre.Console")]
    public void An_assembly_sees_the_base_class_library_and_what_the_design_allows_it(string assembly, params string[] allowed)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
        var metadata = file.GetMetadataReader();
        var seen = metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)).ToArray();

        Assert.NotEmpty(seen);
        Assert.Empty(seen.Where(name => !File.Exists(Path.Combine(Framework, name + ".dll"))).Except(allowed));
    }

    [Theory]
    [InlineData("SmtpAdmin.Core")]
    [InlineData("SmtpAdmin.Lab")]
    [InlineData("SmtpAdmin.PowerShell")]
    public void Nothing_but_the_executable_sees_the_console(string assembly)
    {
        using var file = new PEReader(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly + ".dll")));
        var metadata = file.GetMetadataReader();
        Assert.DoesNotContain("System.Console", metadata.AssemblyReferences.Select(handle => metadata.GetString(metadata.GetAssemblyReference(handle).Name)));
    }
}
