using System.CommandLine;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>A command that changes messages of a relay's queue.</summary>
internal abstract class QueueLeverCommand : Command
{
    private readonly Option<bool> _all = new("--all") { Description = "All messages of the queue are meant." };
    private readonly Option<bool> _passThru = new("--pass-thru") { Description = "Show the messages, as they are then." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be done, and do nothing." };
    private readonly QueueOptions _queue;
    private readonly QueueFilterOptions _filter;
    private readonly OutputOptions _output;

    protected QueueLeverCommand(string name, string description)
        : base(name, description)
    {
        _queue = new QueueOptions(this);
        _filter = new QueueFilterOptions(this);
        foreach (var option in (Option[])[_all, _passThru, _whatIf]) Options.Add(option);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    /// <summary>The lever.</summary>
    protected abstract SmtpQueueAction ActionOf(ParseResult parsed);

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (words, filter, action) = (_queue.Words(parsed), _filter.Read(parsed), ActionOf(parsed));
        var isGuarded = !parsed.GetValue(_all) && !filter.HasCriteria;
        using var report = new QueueReport(_output.CreateWriter(parsed, quiet: false), QueueView.WriteRow)
        {
            WantsChanged = parsed.GetValue(_passThru),
            WhatIf = parsed.GetValue(_whatIf) ? SmtpQueueText.Do(action, filter) : null,
        };
        var requests = _queue.ReadAsync(parsed, words, cancellationToken).Select(request => isGuarded && request.QueueIds.Count == 0 ? throw new UsageException(SmtpQueueText.NothingChosen) : request);
        await new SmtpQueueRunner(report, TimeProvider.System).ChangeAsync(requests, filter, action, cancellationToken).ConfigureAwait(false);
        return report.Code;
    }
}
