using System.CommandLine;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Get-SmtpQueue.</summary>
internal sealed class GetSmtpQueueCommand : Command
{
    private readonly QueueOptions _queue;
    private readonly QueueFilterOptions _filter;
    private readonly OutputOptions _output;

    public GetSmtpQueueCommand()
        : base("get-smtp-queue", "Shows the messages in the queue of a relay that runs, or of one that is stopped.")
    {
        _queue = new QueueOptions(this);
        _filter = new QueueFilterOptions(this);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var words = _queue.Words(parsed);
        // Messages that are named are looked at closely, many at a glance.
        Action<SmtpQueueItem> view = words.Count > 0 && words.All(word => word != "-" && !word.AsSpan().ContainsAny('*', '?')) ? QueueView.WriteWhole : QueueView.WriteRow;
        using var report = new QueueReport(_output.CreateWriter(parsed, quiet: false), view);
        await new SmtpQueueRunner(report, TimeProvider.System).ListAsync(_queue.ReadAsync(parsed, words, cancellationToken), _filter.Read(parsed), cancellationToken).ConfigureAwait(false);
        return report.Code;
    }
}
