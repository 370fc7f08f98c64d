using System.CommandLine;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>What messages of a queue have to be.</summary>
internal sealed class QueueFilterOptions
{
    private readonly Option<string?> _sender = Text("--sender", "The envelope's sender, with the wildcards * and ? too; '<>' for the null sender.", "address");
    private readonly Option<string?> _recipient = Text("--recipient", "A recipient, with the wildcards * and ? too.", "address");
    private readonly Option<string?> _domain = Text("--domain", "A recipient's domain; '.example.org' for all below.", "domain");
    private readonly Option<string?> _messageId = Text("--message-id", "The Message-ID, with its brackets or without.", "id");
    private readonly Option<SmtpRecipientStatus?> _status = Choice.Option<SmtpRecipientStatus>("--status", "Where the delivery to a recipient stands.");
    private readonly Option<string?> _destination = Text("--destination", "Where a recipient's mail goes: a smart host with its port, or a domain.", "name");
    private readonly Option<TimeSpan?> _olderThan = Durations.Option("--older-than", "How old a message is at least, as 90s, 30m, 2h or 3d.");

    public QueueFilterOptions(Command command)
    {
        foreach (var option in (Option[])[_sender, _recipient, _domain, _messageId, _status, _destination, _olderThan]) command.Options.Add(option);
    }

    public SmtpQueueFilter Read(ParseResult parsed) => new()
    {
        Sender = parsed.GetValue(_sender),
        Recipient = parsed.GetValue(_recipient),
        Domain = parsed.GetValue(_domain),
        MessageId = parsed.GetValue(_messageId),
        Status = parsed.GetValue(_status),
        Destination = parsed.GetValue(_destination),
        OlderThan = parsed.GetValue(_olderThan),
    };

    /// <summary>An option that takes a text with something in it: a script's variable that was never set must not widen what is meant.</summary>
    internal static Option<string?> Text(string name, string description, string helpName)
    {
        var option = new Option<string?>(name) { Description = description, HelpName = helpName };
        option.Validators.Add(result =>
        {
            if (result.Tokens is [.., { Value: "" }]) result.AddError($"What was given for {name} is empty.");
        });
        return option;
    }
}
