namespace SmtpAdmin.Smtp.Relay;

/// <summary>What is said of messages in a queue, in one place for all who say it.</summary>
public static class SmtpQueueText
{
    /// <summary>A queue id is not there.</summary>
    /// <param name="queueId">The queue id.</param>
    /// <param name="spoolPath">The folder of the queue.</param>
    public static string Missing(string queueId, string spoolPath) =>
        $"There is no message '{PlainText.Excerpt(queueId)}' in the queue '{PlainText.Excerpt(spoolPath, 260)}', or none that is as was asked for. Get-SmtpTrace tells what became of it.";

    /// <summary>Nothing says which messages are meant.</summary>
    public const string NothingChosen = "Nothing says which messages are meant. Give queue ids or a filter such as -Recipient or -Status, or insist with -All.";

    /// <summary>A queue id is an empty text.</summary>
    public const string EmptyId = "A queue id is empty. Leave it out, or give one as Get-SmtpQueue shows it.";

    /// <summary>Several messages are to go to one file.</summary>
    /// <param name="path">The file.</param>
    public static string OneFile(string path) => $"There are several messages, and '{PlainText.Excerpt(path, 260)}' is one file, which has the first. Give a folder that is there.";

    /// <summary>How many messages wait.</summary>
    /// <param name="messages">The number.</param>
    internal static string Waiting(int messages) => $"{Counted.Of(messages, "message")} {(messages == 1 ? "waits" : "wait")}";

    /// <summary>A file is there that a message would replace.</summary>
    /// <param name="path">The file.</param>
    public static string Exists(string path) => $"'{PlainText.Excerpt(path, 260)}' is there already. Name another file, or replace it with -Force.";

    /// <summary>A message, to be asked about.</summary>
    /// <param name="item">The message.</param>
    public static string Name(SmtpQueueItem item)
    {
        ArgumentNullException.ThrowIfNull(item);
        var recipients = item.Recipients.Where(recipient => !recipient.IsFinal).Select(recipient => recipient.Address).ToList();
        var to = recipients.Count switch { 0 => "nobody", <= 2 => string.Join(", ", recipients), _ => FormattableString.Invariant($"{recipients[0]} and {recipients.Count - 1} more") };
        return PlainText.Clean($"{item.QueueId} from <{item.Sender}> to {to}");
    }

    /// <summary>What is done to a message, to be asked about.</summary>
    /// <param name="action">The lever.</param>
    /// <param name="filter">What was asked for.</param>
    public static string Do(SmtpQueueAction action, SmtpQueueFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var text = action switch
        {
            SmtpQueueAction.Hold => "Hold",
            SmtpQueueAction.Release => "Release",
            SmtpQueueAction.Requeue => "Release, and try at once",
            SmtpQueueAction.Remove => "Remove from the queue, without a word to the sender",
            _ => "Remove from the queue, with a bounce to the sender",
        };
        return filter.HasRecipientCriteria ? $"{text} (the recipients that fit alone)" : text;
    }
}
