using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.PowerShell.Relays;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the queue ids of messages that wait in the queue which is named on the same command line, or in the usual one.</summary>
public sealed class QueueIdCompleter : IArgumentCompleter
{
    private const int Most = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        var spool = fakeBoundParameters?["SpoolPath"] is { } given ? LanguagePrimitives.ConvertTo<string>(given) : SessionRelays.SpoolsOf(Runspace.DefaultRunspace.InstanceId) is [var own, ..] ? own : null;
        var patience = new CancellationTokenSource(Patience);
        var finding = Task.Run(() => FindAsync(spool, wordToComplete.Trim('\'', '"') + QueueIdsAttribute.All, patience.Token), patience.Token);
        // The shell waits for words as they are; a queue that takes longer has none to offer.
        return Task.WaitAny([finding], Patience) == 0 && finding.IsCompletedSuccessfully ? finding.Result : [];
    }

    private static async Task<IReadOnlyList<CompletionResult>> FindAsync(string? spoolPath, string pattern, CancellationToken cancellationToken)
    {
        var found = new List<CompletionResult>();
        await using var access = await SmtpRelayAccess.OpenAsync(spoolPath ?? SmtpRelayPaths.DefaultSpool, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await foreach (var item in access.ListAsync(new SmtpQueueFilter { QueueIds = [pattern] }, cancellationToken).ConfigureAwait(false))
        {
            found.Add(new CompletionResult(item.QueueId, item.QueueId, CompletionResultType.ParameterValue, SmtpQueueText.Name(item)));
            if (found.Count == Most) break;
        }
        return found;
    }
}
