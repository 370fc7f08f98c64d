using System.CommandLine;
using SmtpAdmin.Cli.Options;

namespace SmtpAdmin.Cli.Tests.Contract;

/// <summary>What holds for the options of every command of <c>smtpadmin</c>.</summary>
public sealed class OptionTests
{
    private const string Nonsense = "n0nsense";

    /// <summary>For theories: every option that takes a value.</summary>
    public static TheoryData<string, string> WithValue => Of(option => option.Arity.MaximumNumberOfValues > 0);

    /// <summary>For theories: every option that takes all words behind it.</summary>
    public static TheoryData<string, string> TakingSeveral => Of(option => option.AllowMultipleArgumentsPerToken);

    /// <summary>Neither in the words of the parser's library nor with names of types.</summary>
    [Theory]
    [MemberData(nameof(WithValue))]
    public void A_value_that_cannot_be_read_is_told_in_words_of_its_own(string command, string name)
    {
        // By itself: where a command lacks an argument, that alone is told.
        var option = Named(command, name);
        var errors = new RootCommand { option }.Parse([name, Nonsense]).Errors.Select(error => error.Message).ToList();
        Assert.DoesNotContain(errors, error => error.Contains("System.", StringComparison.Ordinal) || error.Contains("Cannot parse", StringComparison.Ordinal));
        if (option.ValueType == typeof(int) || option.ValueType == typeof(int?))
            Assert.Contains(errors, error => error.StartsWith($"{name} takes a ", StringComparison.Ordinal) && error.Contains("number", StringComparison.Ordinal) && error.EndsWith($", not '{Nonsense}'.", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(TakingSeveral))]
    public void The_help_of_an_option_that_takes_several_values_says_where_the_arguments_belong(string command, string name)
    {
        var description = Named(command, name).Description!;
        Assert.True(description.EndsWith(Several.Hint, StringComparison.Ordinal) || description.StartsWith("The same, by name", StringComparison.Ordinal), $"{name} is to be made by {nameof(Several)}: {description}");
    }

    private static TheoryData<string, string> Of(Func<Option, bool> isMeant)
    {
        var data = new TheoryData<string, string>();
        foreach (var command in CommandTree.Create().Subcommands)
        {
            foreach (var option in command.Options.Where(isMeant)) data.Add(command.Name, option.Name);
        }
        return data;
    }

    private static Option Named(string command, string name) => CommandTree.Create().Subcommands.Single(candidate => candidate.Name == command).Options.Single(option => option.Name == name);
}
