using SmtpAdmin.HelpBuilder.Model;
using SmtpAdmin.HelpBuilder.Reading;

namespace SmtpAdmin.Cli.Tests.Help;

public sealed class PageReaderTests
{
    private const string HelpFile = "SmtpAdmin.PowerShell.dll-Help.xml";

    private static readonly string Sample = Repository.Read("tests/data/help/Test-Sample.md");

    [Fact]
    public void A_page_is_read_section_by_section()
    {
        var page = Read(Sample);
        Assert.Equal("Test-Sample", page.Name);
        Assert.Equal(["Shows every part of the layout."], page.Synopsis);
        Assert.Equal([("Name", true), ("File", false)], page.Syntaxes.Select(syntax => (syntax.SetName, syntax.IsDefault)));
        Assert.Equal(["Name", "Path", "Mode", "Quiet"], page.Parameters.Select(parameter => parameter.Name));
        Assert.Equal(["System.String"], page.Inputs.Select(input => input.Name));
        Assert.Equal(["SmtpAdmin.Finding", "System.Boolean"], page.Outputs.Select(output => output.Name));
        Assert.Equal(["A note."], page.Notes);
    }

    [Fact]
    public void Markdown_becomes_plain_text()
    {
        Assert.Equal(
            [
                "Text with code, emphasis and a wrapped line.",
                "A list:",
                "- an item that is wrapped\n- another\n  1. nested\n  2. again",
                "first line\n  second line",
                "A link (https://example.com/page) and Test-Other, a page of ours.",
            ],
            Read(Sample).Description);
    }

    [Fact]
    public void An_example_is_what_stands_before_the_code_the_code_and_what_stands_behind()
    {
        var examples = Read(Sample).Examples;
        Assert.Equal(["Example 1: The shortest", "Example 2: With output"], examples.Select(example => example.Title));
        Assert.Equal("$result = Test-Sample mail\n$result.Status", examples[1].Code);
        Assert.Equal(["Before the code:"], examples[1].Introduction);
        Assert.Equal(["Status\n------\nPass", "Behind it."], examples[1].Remarks);
    }

    [Fact]
    public void A_parameter_is_bound_set_by_set()
    {
        var mode = Read(Sample).Parameters.Single(parameter => parameter.Name == "Mode");
        Assert.Equal(["How it is done."], mode.Description);
        Assert.True(mode.In("File")!.Required);
        Assert.False(mode.In("Name")!.Required);
        Assert.Equal(["Fast", "Exact"], mode.In("Name")!.AcceptedValues);
        Assert.Equal(1, mode.In("File")!.Position);
        Assert.Null(mode.In("Name")!.Position);
        Assert.Null(Read(Sample).Parameters.Single(parameter => parameter.Name == "Path").In("Name"));
    }

    [Fact]
    public void Related_links_keep_the_address_that_a_reader_can_follow() =>
        Assert.Equal(
            [new HelpLink("Online Version:", "https://example.com/Test-Sample"), new HelpLink("Test-Other", ""), new HelpLink("RFC 5321", "https://www.rfc-editor.org/rfc/rfc5321")],
            Read(Sample).Links);

    [Fact]
    public void One_parameter_set_needs_no_name()
    {
        var text = Sample
            .Replace("### Name (Default)\n", "", StringComparison.Ordinal)
            .Replace("### File\n```\nTest-Sample -Path <String> [-Mode] <String> [-Quiet] [<CommonParameters>]\n```\n", "", StringComparison.Ordinal)
            .Replace("Parameter Sets: Name\n", "Parameter Sets: (All)\n", StringComparison.Ordinal)
            .Replace("Parameter Sets: File\n", "Parameter Sets: (All)\n", StringComparison.Ordinal);
        var syntax = Assert.Single(Read(text).Syntaxes);
        Assert.Equal(("(All)", true), (syntax.SetName, syntax.IsDefault));
    }

    [Theory]
    [InlineData("---\nexternal help file: SmtpAdmin.PowerShell.dll-Help.xml\nModule Name: SmtpAdmin\nonline version: https://example.com/Test-Sample\nschema: 2.0.0\n---\n", "", 1, "does not begin with '---'")]
    [InlineData("external help file: S", "external help file: X", 2, "'external help file' must be")]
    [InlineData("schema: 2.0.0", "schema: 1.0.0", 5, "'schema' must be '2.0.0'")]
    [InlineData("schema: 2.0.0", "schema 2.0.0", 5, "YAML")]
    [InlineData("# Test-Sample", "# Test-Other", 8, "The title must be the file's name")]
    [InlineData("# Test-Sample\n", "# Test-Sample\n\n# Again\n", 10, "second title")]
    [InlineData("## SYNOPSIS", "## SUMMARY", 10, "'## SUMMARY' is none of")]
    [InlineData("## SYNOPSIS\nShows every part of the layout.\n", "", 8, "'## SYNOPSIS' is missing")]
    [InlineData("Shows every part of the layout.", "", 10, "'## SYNOPSIS' is empty")]
    [InlineData("Text with", "| a | b |\n|---|---|\n| 1 | 2 |\n\nText with", 26, "cannot show this kind of text")]
    [InlineData("Text with", "<div>x</div>\n\nText with", 26, "cannot show this kind of text")]
    [InlineData("```powershell\nTest-Sample mail -Quiet\n```", "", 46, "has no code block")]
    [InlineData("### -Name", "### Name", 71, "must read '### -Name'")]
    [InlineData("Whose.", "", 71, "-Name has no description")]
    [InlineData("Position: 0", "Position: first", 80, "'Position' must be")]
    [InlineData("Required: True\nPosition: 0", "Required: yes\nPosition: 0", 79, "must be True or False")]
    [InlineData("Required: True\nPosition: 0", "Position: 0", 74, "'Required' is missing")]
    [InlineData("Required: True\nPosition: 0", "Require: True\nPosition: 0", 79, "'Require' is none of")]
    [InlineData("Required: True\nPosition: 0", "Required: True\nRequired: True\nPosition: 0", 80, "Duplicate key Required")]
    [InlineData("Required: True\nPosition: 0", "Required: True\nrequired: True\nPosition: 0", 80, "twice")]
    [InlineData("Accept pipeline input: True (ByValue)", "Accept pipeline input: ByValue", 82, "'Accept pipeline input' must be")]
    [InlineData("Parameter Sets: Name\nAliases: N", "Parameter Sets: Nome\nAliases: N", 13, "in the parameter set 'Nome'")]
    public void A_slip_is_told_with_its_line(string text, string slip, int line, string message)
    {
        Assert.Contains(text, Sample, StringComparison.Ordinal);
        var at = Sample.IndexOf(text, StringComparison.Ordinal);
        var problem = Assert.Throws<PageProblemException>(() => Read(Sample[..at] + slip + Sample[(at + text.Length)..]));
        Assert.Contains(message, problem.Message, StringComparison.Ordinal);
        Assert.Equal(("Test-Sample.md", line), (problem.File, problem.Line));
    }

    private static HelpPage Read(string text) => PageReader.Read("Test-Sample.md", text, HelpFile);
}
