using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes an argument from a list of words, each with a tooltip.</summary>
public abstract class WordCompleter : IArgumentCompleter
{
    /// <summary>The words and what each means.</summary>
    /// <param name="bound">The parameters that are bound so far.</param>
    protected abstract IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound);

    /// <summary>What was typed may become a word.</summary>
    /// <param name="word">The word.</param>
    /// <param name="typed">What was typed.</param>
    protected virtual bool IsMeant(string word, string typed)
    {
        ArgumentNullException.ThrowIfNull(word);
        return word.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
    }

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        Words(fakeBoundParameters)
            .Where(entry => IsMeant(entry.Word, wordToComplete))
            .Select(entry => new CompletionResult(entry.Word, entry.Word, CompletionResultType.ParameterValue, entry.ToolTip));
}
