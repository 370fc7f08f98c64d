using System.Management.Automation;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that takes messages of a relay by their queue ids.</summary>
/// <typeparam name="TItem">What one bound input becomes.</typeparam>
public abstract class QueueIdCmdlet<TItem> : AsyncCmdlet<TItem>
{
    /// <summary>The queue ids of messages.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [ValidateCount(1, int.MaxValue)] // a list that a script found empty must not stand for all
    [QueueIds]
    [ArgumentCompleter(typeof(QueueCompleter))]
    public string[] QueueId { get; set; } = [];

    /// <summary>The folder of the queue.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SpoolPathCompleter))]
    [ValidateNotNullOrEmpty]
    public string? SpoolPath { get; set; }

    /// <summary>Why a text is no queue id here, as a sentence; null for nothing.</summary>
    private protected virtual string? ProblemOf(string queueId) => null;

    /// <summary>The queue ids as they are bound now, without those that are none, which are told.</summary>
    /// <returns>The queue ids, none for all messages; null where no message is meant.</returns>
    private protected List<string>? ReadIds()
    {
        if (!MyInvocation.ExpectingInput && QueueId.Any(string.IsNullOrWhiteSpace))
        {
            WriteError(Errors.BadArgument("BadQueueId", SmtpQueueText.EmptyId, null));
            return null;
        }
        var ids = new List<string>();
        foreach (var text in InputLines.Of(QueueId))
        {
            if (text == QueueIdsAttribute.All || (ObjectToTextAttribute.Problem(text, QueueIdsAttribute.Names) ?? ProblemOf(text)) is not { } problem) ids.Add(text);
            else WriteError(Errors.BadArgument("BadQueueId", problem, text));
        }
        if (QueueId.Length > 0 && ids.Count == 0) return null; // an event that is about no message
        if (ids.Contains(QueueIdsAttribute.All)) ids.Clear();
        return ids;
    }
}
