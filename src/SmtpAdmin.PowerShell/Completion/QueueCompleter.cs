using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Management.Automation.Runspaces;
using System.Text.RegularExpressions;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.PowerShell.Relays;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>
/// Completes queue ids, addresses, domains and destinations from the messages that wait in the queue which is named on the same command line, or in the
/// usual one. Much of it was written by strangers: it is quoted where the shell could take it for more than text, and left out where a filter could.
/// </summary>
public sealed partial class QueueCompleter : IArgumentCompleter
{
    private const int Most = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        ArgumentNullException.ThrowIfNull(wordToComplete);
        var spool = fakeBoundParameters?["SpoolPath"] is { } given ? LanguagePrimitives.ConvertTo<string>(given) : SessionRelays.SpoolsOf(Runspace.DefaultRunspace.InstanceId) is [var own, ..] ? own : null;
        var patience = new CancellationTokenSource(Patience);
        var finding = Task.Run(() => FindAsync(spool, parameterName, wordToComplete.Trim('\'', '"'), patience.Token), patience.Token);
        // The shell waits for words as they are; a queue that takes longer has none to offer.
        return Task.WaitAny([finding], Patience) == 0 && finding.IsCompletedSuccessfully ? finding.Result : [];
    }

    private static async Task<IReadOnlyList<CompletionResult>> FindAsync(string? spoolPath, string parameter, string typed, CancellationToken cancellationToken)
    {
        var found = new Dictionary<string, CompletionResult>(StringComparer.OrdinalIgnoreCase);
        await using var access = await SmtpRelayAccess.OpenAsync(spoolPath ?? SmtpRelayPaths.DefaultSpool, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await foreach (var item in access.ListAsync(Filter(parameter, typed + QueueIdsAttribute.All), cancellationToken).ConfigureAwait(false))
        {
            foreach (var word in Words(item, parameter).Where(word => word.StartsWith(typed, StringComparison.OrdinalIgnoreCase) && IsText(word)))
                found.TryAdd(word, new CompletionResult(Quoted(word), word, CompletionResultType.ParameterValue, SmtpQueueText.Name(item)));
            if (found.Count >= Most) break;
        }
        return [.. found.Values];
    }

    private static SmtpQueueFilter Filter(string parameter, string pattern) => parameter switch
    {
        nameof(SmtpQueueFilter.Sender) => new() { Sender = pattern },
        nameof(SmtpQueueFilter.Recipient) => new() { Recipient = pattern },
        nameof(SmtpQueueFilter.Domain) => new() { Domain = pattern },
        nameof(SmtpQueueFilter.Destination) => new() { Destination = pattern },
        nameof(SmtpQueueFilter.MessageId) => new() { MessageId = pattern },
        _ => new() { QueueIds = [pattern] },
    };

    private static IEnumerable<string> Words(SmtpQueueItem item, string parameter) => parameter switch
    {
        nameof(SmtpQueueFilter.Sender) => [item.Sender],
        nameof(SmtpQueueFilter.Recipient) => item.Recipients.Select(recipient => recipient.Address),
        nameof(SmtpQueueFilter.Domain) => item.Recipients.Select(recipient => recipient.Address[(recipient.Address.LastIndexOf('@') + 1)..]),
        nameof(SmtpQueueFilter.Destination) => item.Recipients.Select(recipient => recipient.Destination),
        nameof(SmtpQueueFilter.MessageId) => [item.MessageId ?? ""],
        _ => [item.QueueId],
    };

    private static bool IsText(string word) => word.Length > 0 && !word.Any(character => char.IsControl(character) || character is '*' or '?');

    /// <summary>A word as it can stand on a command line.</summary>
    internal static string Quoted(string word) => Plain().IsMatch(word) ? word : $"'{CodeGeneration.EscapeSingleQuotedStringContent(word)}'";

    [GeneratedRegex(@"\A[A-Za-z0-9/][A-Za-z0-9.:@_/\\-]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Plain();
}
