using System.Text;
using System.Xml.Linq;
using SmtpAdmin.HelpBuilder.Model;
using SmtpAdmin.HelpBuilder.Reading;

namespace SmtpAdmin.Cli.Tests.Contract;

/// <summary>Every cmdlet's page in docs/en-US says what its class says, and the build turned it into help.</summary>
public sealed class HelpTests
{
    private const string HelpFile = "SmtpAdmin.PowerShell.dll-Help.xml";

    private static readonly XNamespace Command = "http://schemas.microsoft.com/maml/dev/command/2004/10";

    [Fact]
    public void There_is_a_page_for_every_cmdlet_and_for_nothing_else() =>
        Assert.Equal(
            Cmdlet.All.Select(cmdlet => cmdlet.Name),
            Directory.GetFiles(Repository.PathOf("docs/en-US"), "*.md").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));

    [Fact]
    public void The_module_as_laid_out_has_help_for_every_cmdlet()
    {
        var help = XDocument.Load(Repository.PathOf($"out/SmtpAdmin/en-US/{HelpFile}"));
        Assert.Equal(Cmdlet.All.Select(cmdlet => cmdlet.Name), help.Descendants(Command + "name").Select(name => name.Value).Order(StringComparer.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_page_describes_exactly_the_parameters_of_the_cmdlet(string name)
    {
        var cmdlet = Cmdlet.Named(name);
        var expected = cmdlet.Parameters.Select(parameter => parameter.Name).Concat(cmdlet.SupportsShouldProcess ? ["WhatIf", "Confirm"] : []);
        Assert.Equal(expected.Order(), PageOf(name).Parameters.Select(parameter => parameter.Name).Order());
    }

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_page_binds_each_parameter_as_the_cmdlet_does(string name)
    {
        var page = PageOf(name);
        foreach (var parameter in Cmdlet.Named(name).Parameters)
        {
            var written = page.Parameters.Single(candidate => candidate.Name == parameter.Name);
            foreach (var binding in parameter.Bindings)
            {
                var found = written.In(binding.Set);
                Assert.True(found is not null, $"-{parameter.Name} is in the parameter set {binding.Set}; the page does not say so.");
                var context = $"-{parameter.Name} in {binding.Set}: ";
                Assert.Equal(context + parameter.TypeName, context + found.Type);
                Assert.Equal(context + string.Join(", ", parameter.Aliases), context + string.Join(", ", found.Aliases));
                Assert.Equal(context + string.Join(", ", parameter.AcceptedValues), context + string.Join(", ", found.AcceptedValues));
                Assert.Equal(binding, new CmdletBinding(binding.Set, found.Required, found.Position, found.PipelineInput));
            }
            var extra = written.Bindings.SelectMany(binding => binding.Sets).Except(parameter.Bindings.Select(binding => binding.Set));
            Assert.True(!extra.Any(), $"-{parameter.Name} is not in the parameter sets that the page names.");
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_page_s_syntax_shows_every_parameter_of_each_set_as_it_is_bound(string name)
    {
        var page = PageOf(name);
        var cmdlet = Cmdlet.Named(name);
        Assert.Equal(
            cmdlet.Parameters.SelectMany(parameter => parameter.Bindings).Select(binding => binding.Set).Distinct().Order(),
            page.Syntaxes.Select(syntax => syntax.SetName).Order());
        foreach (var syntax in page.Syntaxes)
        {
            var text = new StringBuilder(string.Join(' ', syntax.Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)));
            foreach (var parameter in page.Parameters)
            {
                if (parameter.In(syntax.SetName) is not { } binding) continue;
                var token = TokenOf(parameter.Name, binding);
                Assert.True(text.ToString().Contains($" {token} ", StringComparison.Ordinal), $"'{token}' is missing in the syntax of {syntax.SetName}: {syntax.Text}");
                text.Replace($" {token} ", " ");
            }
            Assert.Equal($"{name} [<CommonParameters>]", text.ToString());
        }
    }

    [Theory]
    [MemberData(nameof(Cmdlet.Names), MemberType = typeof(Cmdlet))]
    public void A_page_says_what_the_cmdlet_writes_and_shows_two_examples_or_more(string name)
    {
        var page = PageOf(name);
        Assert.Equal(
            Cmdlet.Named(name).OutputTypes.Select(type => type.FullName).Order(),
            page.Outputs.Select(output => output.Name).Order());
        Assert.True(page.Examples.Count >= 2, "There are fewer than two examples.");
        Assert.All(page.Examples, example =>
        {
            Assert.Contains(name, example.Code, StringComparison.Ordinal);
            Assert.NotEmpty(example.Introduction.Concat(example.Remarks));
        });
    }

    private static HelpPage PageOf(string name)
    {
        var path = $"docs/en-US/{name}.md";
        return PageReader.Read(path, Repository.Read(path), HelpFile);
    }

    /// <summary>A parameter as Get-Command -Syntax writes it.</summary>
    private static string TokenOf(string name, ParameterBinding binding)
    {
        var label = binding.Position is null ? $"-{name}" : $"[-{name}]";
        var token = binding.IsSwitch ? label : $"{label} <{binding.Type}>";
        return binding.Required ? token : $"[{token}]";
    }
}
