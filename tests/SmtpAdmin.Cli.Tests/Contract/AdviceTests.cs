using System.Text.RegularExpressions;

namespace SmtpAdmin.Cli.Tests.Contract;

/// <summary>What findings advise must be there to be done.</summary>
public sealed partial class AdviceTests
{
    /// <summary>Exchange's own commands, which its administrators have.</summary>
    private static readonly string[] Foreign = ["Add-MailboxPermission", "Add-RecipientPermission", "New-ServicePrincipal", "Set-CASMailbox", "Set-TransportConfig"];

    [Fact]
    public void Every_command_that_the_data_names_can_be_run()
    {
        var data = Directory.GetFiles(Repository.PathOf("src/SmtpAdmin.Core"), "*.json", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal)
                && !file.Contains($"{Path.DirectorySeparatorChar}bin{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
        var named = data.SelectMany(file => CommandName().Matches(File.ReadAllText(file))).Select(match => match.Value).Distinct().ToArray();
        Assert.NotEmpty(named.Intersect(Foreign));
        Assert.Empty(named.Except(Manifest.Cmdlets).Except(Foreign));
    }

    // What stands behind a slash is part of a source's address, and no advice.
    [GeneratedRegex(@"(?<!/)\b(Add|Export|Get|New|Optimize|Publish|Remove|Resolve|Send|Set|Start|Stop|Test|Update|Wait)-[A-Z][A-Za-z]+")]
    private static partial Regex CommandName();
}
