using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using SmtpAdmin.PowerShell.Relays;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the folder of a queue: those of the session's relays come first, then what the file system has.</summary>
public sealed class SpoolPathCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        var typed = wordToComplete.Trim('\'', '"');
        return SessionRelays.SpoolsOf(Runspace.DefaultRunspace.InstanceId)
            .Where(spool => spool.StartsWith(typed, StringComparison.OrdinalIgnoreCase))
            .Select(spool => new CompletionResult(QueueCompleter.Quoted(spool), spool, CompletionResultType.ParameterValue, $"{spool}, of a relay of this session"))
            .Concat(CompletionCompleters.CompleteFilename(wordToComplete))
            .DistinctBy(result => result.CompletionText);
    }
}
