using System.CommandLine;
using System.Runtime.CompilerServices;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Get-SmtpTrace.</summary>
internal sealed class GetSmtpTraceCommand : Command
{
    private readonly Option<string?> _messageId = QueueFilterOptions.Text("--message-id", "The Message-ID, with its brackets or without.", "id");
    private readonly Option<string?> _sender = QueueFilterOptions.Text("--sender", "The envelope's sender, with the wildcards * and ? too; '<>' for the null sender.", "address");
    private readonly Option<string?> _recipient = QueueFilterOptions.Text("--recipient", "One of the recipients, with the wildcards * and ? too.", "address");
    private readonly Option<DateTimeOffset?> _since = Moment.Option("--since", "From this moment on.");
    private readonly Option<DateTimeOffset?> _until = Moment.Option("--until", "Up to this moment.");
    private readonly Option<SmtpTraceKind[]> _kind = Choice.Several<SmtpTraceKind>("--kind", "What happened.");
    private readonly Option<bool> _eventOnly = new("--event-only") { Description = "Show the events that match alone, without the stories of their messages." };
    private readonly Option<string?> _auditPath = QueueFilterOptions.Text("--audit-path", "The folder of the audit log, in place of where the relay with the queue writes it.", "path");
    private readonly QueueOptions _queue;
    private readonly OutputOptions _output;

    public GetSmtpTraceCommand()
        : base("get-smtp-trace", "Finds the story of messages in a relay's audit log.")
    {
        _queue = new QueueOptions(this, hasWildcards: false);
        foreach (var option in (Option[])[_messageId, _sender, _recipient, _since, _until, _kind, _eventOnly, _auditPath]) Options.Add(option);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var filter = new SmtpTraceFilter
        {
            MessageId = parsed.GetValue(_messageId),
            Sender = parsed.GetValue(_sender),
            Recipient = parsed.GetValue(_recipient),
            Since = parsed.GetValue(_since),
            Until = parsed.GetValue(_until),
            Kinds = parsed.GetValue(_kind) ?? [],
            WholeStory = !parsed.GetValue(_eventOnly),
        };
        using var report = new TraceReport(_output.CreateWriter(parsed, quiet: false));
        await new SmtpTraceRunner(report).RunAsync(ReadAsync(parsed, cancellationToken), filter, cancellationToken).ConfigureAwait(false);
        return report.Code;
    }

    private async IAsyncEnumerable<SmtpTraceRequest> ReadAsync(ParseResult parsed, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var words = _queue.Words(parsed);
        var auditPath = parsed.GetValue(_auditPath) is { } path ? Path.GetFullPath(path) : null;
        var spool = auditPath is null ? _queue.SpoolPath(parsed) : "";
        if (words.Count == 0) yield return new SmtpTraceRequest(spool, auditPath, null);
        await foreach (var word in Words.ReadAsync(words, Console.In, cancellationToken).ConfigureAwait(false))
        {
            if (SmtpTraceRequest.Problem(word) is { } problem) throw new UsageException(problem);
            yield return new SmtpTraceRequest(spool, auditPath, word);
        }
    }
}
