using System.Text;
using System.Xml.Linq;
using SmtpAdmin.HelpBuilder;
using SmtpAdmin.HelpBuilder.Reading;
using SmtpAdmin.HelpBuilder.Writing;

namespace SmtpAdmin.Cli.Tests.Help;

/// <summary>What Get-Help makes of the file is tested in a real PowerShell (tests/pester/Module.Tests.ps1).</summary>
public sealed class MamlWriterTests
{
    private static readonly XNamespace Maml = "http://schemas.microsoft.com/maml/2004/10";
    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";
    private static readonly XNamespace Dev = "http://schemas.microsoft.com/maml/dev/2004/10";

    private static readonly XElement Help = Write().Root!.Elements(Command + "command").Single();

    [Fact]
    public void The_command_is_named_as_Get_Help_looks_for_it()
    {
        var details = Help.Element(Command + "details")!;
        Assert.Equal(
            ["Test-Sample", "Test", "Sample", "Shows every part of the layout."],
            details.Elements().Select(element => element.Value));
    }

    [Fact]
    public void Each_parameter_set_is_a_syntax_with_the_default_first_and_positions_in_order()
    {
        var syntaxes = Help.Element(Command + "syntax")!.Elements(Command + "syntaxItem").Select(item =>
            string.Join(' ', item.Elements(Command + "parameter").Select(parameter =>
                $"{parameter.Element(Maml + "name")!.Value}:{parameter.Attribute("position")!.Value}:{parameter.Attribute("required")!.Value}")));
        Assert.Equal(["Name:0:true Mode:named:false Quiet:named:false", "Mode:1:true Path:named:true Quiet:named:false"], syntaxes);
    }

    [Fact]
    public void A_switch_takes_no_value_in_the_syntax_and_a_choice_shows_its_values()
    {
        var syntax = Help.Descendants(Command + "syntaxItem").First();
        Assert.Null(Parameter(syntax, "Quiet").Element(Command + "parameterValue"));
        Assert.Equal(["Fast", "Exact"], Parameter(syntax, "Mode").Element(Command + "parameterValueGroup")!.Elements().Select(value => value.Value));
        Assert.Equal("SwitchParameter", Parameter(Help.Element(Command + "parameters")!, "Quiet").Element(Command + "parameterValue")!.Value);
    }

    [Fact]
    public void A_parameter_tells_how_it_is_bound()
    {
        var name = Parameter(Help.Element(Command + "parameters")!, "Name");
        Assert.Equal("True (ByValue)", name.Attribute("pipelineInput")!.Value);
        Assert.Equal("N", name.Attribute("aliases")!.Value);
        Assert.Equal("None", name.Element(Dev + "defaultValue")!.Value);
        Assert.Equal("String", name.Element(Dev + "type")!.Element(Maml + "name")!.Value);
    }

    [Fact]
    public void An_introduction_stands_as_a_comment_before_the_code()
    {
        var example = Help.Descendants(Command + "example").ElementAt(1);
        Assert.Equal("# Before the code:\n$result = Test-Sample mail\n$result.Status", example.Element(Dev + "code")!.Value);
    }

    [Fact]
    public void Every_broken_page_is_named_in_one_run()
    {
        var builder = new HelpFileBuilder("X-Help.xml");
        builder.Add("Get-First.md", "no page");
        builder.Add("Get-Second.md", "---\nschema: 2.0.0\n---\n# Get-Second\n");
        Assert.Empty(builder.Pages);
        Assert.Equal(["Get-First.md", "Get-Second.md"], builder.Problems.Select(problem => problem.File));
    }

    private static XElement Parameter(XElement parent, string name) =>
        parent.Elements(Command + "parameter").Single(parameter => parameter.Element(Maml + "name")!.Value == name);

    private static XDocument Write()
    {
        var page = PageReader.Read("Test-Sample.md", Repository.Read("tests/data/help/Test-Sample.md"), "SmtpAdmin.PowerShell.dll-Help.xml");
        using var file = new MemoryStream();
        MamlWriter.Write([page], file);
        return XDocument.Parse(Encoding.UTF8.GetString(file.ToArray()).TrimStart('\uFEFF'));
    }
}
