using System.Reflection;
using System.Xml.Linq;

namespace SmtpAdmin.Cli.Tests.Contract;

public sealed class ManifestTests
{
    [Fact]
    public void The_manifest_exports_every_cmdlet_and_nothing_else()
    {
        Assert.NotEmpty(Cmdlet.All);
        Assert.Equal(Cmdlet.All.Select(cmdlet => cmdlet.Name).Order(), Manifest.Cmdlets.Order());
        Assert.All(["FunctionsToExport", "AliasesToExport", "VariablesToExport"], key => Assert.Empty(Manifest.List(key)));
    }

    [Fact]
    public void The_manifest_has_the_version_of_the_build()
    {
        var version = XDocument.Parse(Repository.Read("Directory.Build.props")).Descendants("Version").Single().Value;
        Assert.Equal(version, Manifest.Version);
        Assert.Equal(version, Assembly.Load("SmtpAdmin.Core").GetName().Version!.ToString(3));
    }

    [Fact]
    public void The_package_is_tagged_with_every_cmdlet_and_with_the_tags_of_the_manifest()
    {
        var package = XDocument.Parse(Repository.Read("src/SmtpAdmin.PowerShell/SmtpAdmin.nuspec")).Root!;
        var metadata = package.Elements().Single(element => element.Name.LocalName == "metadata").Elements().ToLookup(element => element.Name.LocalName, element => element.Value);
        string[] expected =
        [
            "PSModule", "PSEdition_Core", "PSIncludes_Cmdlet",
            .. Manifest.Cmdlets.SelectMany(name => new[] { $"PSCmdlet_{name}", $"PSCommand_{name}" }),
            .. Manifest.List("Tags"),
        ];
        Assert.Equal(expected.Order(), metadata["tags"].Single().Split(' ').Order());
        Assert.Equal(Manifest.Value("Description"), metadata["description"].Single());
        Assert.Equal(Manifest.Value("Author"), metadata["authors"].Single());
    }

    [Fact]
    public void The_module_as_laid_out_is_complete_and_brings_no_library_of_others()
    {
        var root = Repository.PathOf("out/SmtpAdmin");
        var files = Directory.GetFiles(root, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(root, file).Replace('\\', '/')).Order(StringComparer.Ordinal);
        Assert.Equal(
            [
                "LICENSE", "README.md", "SmtpAdmin.Format.ps1xml", "SmtpAdmin.Types.ps1xml", "SmtpAdmin.psd1",
                "bin/SmtpAdmin.Core.dll", "bin/SmtpAdmin.Core.pdb", "bin/SmtpAdmin.PowerShell.dll", "bin/SmtpAdmin.PowerShell.pdb",
                "dnsbl-providers.schema.json",
                "en-US/SmtpAdmin.PowerShell.dll-Help.xml",
            ],
            files);
    }
}
