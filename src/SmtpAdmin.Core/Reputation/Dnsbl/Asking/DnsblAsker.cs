using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Asks one list about one target.</summary>
internal sealed class DnsblAsker(IDnsResolver resolver, DnsblSchedule schedule, DnsblOptions options, TimeProvider time)
{
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsblOutcome> AnswerAsync(DnsblAsk ask, CancellationToken cancellationToken)
    {
        var target = ask.Target;
        if (ask.Gate is not { } gate) return new DnsblOutcome(target, DnsblResults.WithoutList(target, ask.Notice!, time.GetUtcNow()), null);
        if (ask.Verdict is { } known) return new DnsblOutcome(target, DnsblResults.WithoutAsking(target, gate.List, known, time.GetUtcNow()), gate);

        var start = time.GetTimestamp();
        var answered = false;
        (DnsblReading Reading, DnsName Labels) look;
        try
        {
            look = await LookAsync(target, gate.List, cancellationToken).ConfigureAwait(false);
            answered = look.Reading.Problem?.Kind != DnsblProblemKind.Timeout;
        }
        finally
        {
            schedule.Leave(gate, answered);
        }
        var reason = look.Reading.Status is DnsblStatus.Listed or DnsblStatus.Allowed
            ? await ReasonAsync(look.Labels.Append(gate.List.ZoneName), gate.List, cancellationToken).ConfigureAwait(false)
            : null;
        var result = DnsblResults.Of(target, gate.List, look.Reading, look.Labels, reason, Milliseconds.Since(time, start), time.GetUtcNow());
        if (gate.DoubtsNews && options.Watch!.WouldChange(result)
            && await schedule.TestOnceMoreAsync(gate, cancellationToken).ConfigureAwait(false) is { Passed: false } verdict)
        {
            result = DnsblResults.WithoutAsking(target, gate.List, verdict, time.GetUtcNow());
        }
        return new DnsblOutcome(target, result, gate);
    }

    /// <summary>
    /// A list that holds domains as they were registered is to be asked about those, and people ask about hosts: the names above one that
    /// is not listed are asked too. Any other list answers for each name itself, and what it leaves out below a listed name is not listed.
    /// </summary>
    private async ValueTask<(DnsblReading Reading, DnsName Labels)> LookAsync(DnsblTarget target, DnsblList list, CancellationToken cancellationToken)
    {
        if (!target.Labels.TryAppend(list.ZoneName, out var name)) return (DnsblReading.TooLong(target.Text, list), target.Labels);
        var first = DnsblReading.Of(list.Provider, await resolver.ResolveAsync(name, DnsType.A, cancellationToken).ConfigureAwait(false));
        if (target.Subject != DnsblSubject.Domain || first.Status != DnsblStatus.NotListed || list.Provider is not { RegisteredDomains: true }) return (first, target.Labels);
        for (var above = target.Labels.Parent; above.LabelCount >= 2; above = above.Parent)
        {
            var reading = DnsblReading.Of(list.Provider, await resolver.ResolveAsync(above.Append(list.ZoneName), DnsType.A, cancellationToken).ConfigureAwait(false));
            if (reading.Status is not (DnsblStatus.NotListed or DnsblStatus.Allowed)) return (reading, above);
        }
        return (first, target.Labels);
    }

    private async ValueTask<string?> ReasonAsync(DnsName name, DnsblList list, CancellationToken cancellationToken)
    {
        var answer = await resolver.ResolveAsync(name, DnsType.TXT, cancellationToken).ConfigureAwait(false);
        return answer.Records.Count == 0 || DnsblResults.Reason(answer.Records.OfType<TxtRecord>(), list) is not { Length: > 0 } reason ? null : reason;
    }
}
