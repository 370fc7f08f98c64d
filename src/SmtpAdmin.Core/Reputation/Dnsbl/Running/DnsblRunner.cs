using System.Globalization;
using System.Runtime.CompilerServices;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Runs a blacklist check from beginning to end: what was known before, the check, what is shown of it, and what is kept.</summary>
/// <param name="resolver">Who is asked.</param>
/// <param name="timeProvider">Tells the time.</param>
public sealed class DnsblRunner(IDnsResolver resolver, TimeProvider timeProvider)
{
    /// <summary>Checks all targets. The state file is saved, and the log written, only when the run comes to its end.</summary>
    /// <param name="targets">The targets; read no faster than they are worked off.</param>
    /// <param name="request">What to do.</param>
    /// <param name="report">Takes the results as they come.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="ArgumentException">The request's parts do not go together.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsblTally> RunAsync(
        IAsyncEnumerable<ReputationTarget> targets, DnsblRunRequest request, IDnsblReport report, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(report);
        request.Validate();
        var start = timeProvider.GetTimestamp();
        var (tally, lists) = (new DnsblTally(), new DnsblListTallies());
        if (PublicResolvers(request) is { } warning) await report.WarningAsync(warning, cancellationToken).ConfigureAwait(false);
        var memory = await DnsblRunMemory.OpenAsync(request, report, timeProvider, cancellationToken).ConfigureAwait(false);
        var filter = new DnsblFilter(request, memory.KnowsChanges);
        var checker = new DnsblChecker(resolver, request.Lists, request.Options with { Watch = memory.Watch }, timeProvider);
        var credit = new DnsblCredit(tally, lists, memory.Watch, timeProvider);
        await foreach (var outcome in checker.OutcomesAsync(CountedAsync(targets, request, tally, cancellationToken), cancellationToken).ConfigureAwait(false))
        {
            var target = outcome.Target;
            var answer = credit.Judge(outcome, out var takenBack);
            if (takenBack is not null) await memory.WarnAsync(takenBack, cancellationToken).ConfigureAwait(false);
            var result = memory.Apply(answer);
            tally.Add(result);
            var list = outcome.Gate is { } gate ? lists.Of(gate.List) : null;
            target.Tally.Add(result, list);
            list?.Add(result);
            var isShown = filter.Shows(result);
            credit.Note(outcome, result.Status, isShown);
            if (isShown) await report.ResultAsync(result, cancellationToken).ConfigureAwait(false);
            else if (result.Provider.Length == 0) await report.WarningAsync(result.Findings[0].Message, cancellationToken).ConfigureAwait(false);
            if (target.Tally.IsComplete)
            {
                tally.Complete(target);
                var summary = request.Summary ? target.Tally.ToSummary(target, result.CheckedAt) : null;
                target.Tally.IsOut = summary is not null && filter.Shows(summary);
                if (target.Tally.IsOut) await report.SummaryAsync(summary!, cancellationToken).ConfigureAwait(false);
            }
            report.Progress(tally);
        }
        if (tally.Targets == 0) await memory.WarnAsync(NothingWasChecked(report), cancellationToken).ConfigureAwait(false);
        var unanswered = tally.Unanswered.Warning(tally.Targets);
        if (unanswered is not null && !filter.HidesUndecided) memory.Note(unanswered);
        else if ((unanswered ?? filter.WhatItHid(lists)) is { } hidden) await memory.WarnAsync(hidden, cancellationToken).ConfigureAwait(false);
        await memory.NoteListsAsync(lists, cancellationToken).ConfigureAwait(false);
        await memory.SaveAsync(tally, lists, Milliseconds.Since(timeProvider, start), cancellationToken).ConfigureAwait(false);
        return tally;
    }

    private static async IAsyncEnumerable<ReputationTarget> CountedAsync(
        IAsyncEnumerable<ReputationTarget> targets, DnsblRunRequest request, DnsblTally tally, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var target in targets.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            tally.Expect(DnsblTargets.ResultsOf(target, request.Lists, request.Options));
            yield return target;
        }
    }

    private static string NothingWasChecked(IDnsblReport report) =>
        report.Problems.Count == 0 ? "No target was given; nothing was checked." : "There was no target that could be checked; nothing was.";

    private static string? PublicResolvers(DnsblRunRequest request)
    {
        var names = request.DnsServers.Select(server => (server.Address, Name: Dns.PublicResolvers.NameOf(server.Address)))
            .Where(server => server.Name is not null).Select(server => string.Create(CultureInfo.InvariantCulture, $"{server.Address} ({server.Name})")).Distinct().ToList();
        return names.Count == 0 ? null
            : $"The DNS server in use is a public resolver: {string.Join(", ", names)}. Many lists refuse those, or answer them wrongly. Ask through a resolver of your own: -DnsServer.";
    }
}
