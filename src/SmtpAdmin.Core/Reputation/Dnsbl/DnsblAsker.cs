using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Asks one list about one target.</summary>
internal sealed class DnsblAsker(IDnsResolver resolver, DnsblSchedule schedule, DnsblOptions options, TimeProvider time)
{
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsblOutcome> AnswerAsync(DnsblAsk ask, CancellationToken cancellationToken)
    {
        var target = ask.Target;
        if (ask.Gate is not { } gate) return new DnsblOutcome(target, DnsblResults.WithoutList(target, ask.Notice!, time.GetUtcNow()));
        if (ask.Verdict is { } known) return new DnsblOutcome(target, DnsblResults.WithoutAsking(target, gate.List, known, time.GetUtcNow()));

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
        return new DnsblOutcome(target, result);
    }

    /// <summary>
    /// A domain that is not listed may be listed by a name above it: lists of domains hold what was registered, and people ask about
    /// hosts. The first name decides when no name above is listed.
    /// </summary>
    private async ValueTask<(DnsblReading Reading, DnsName Labels)> LookAsync(DnsblTarget target, DnsblList list, CancellationToken cancellationToken)
    {
        if (!TryAppend(target.Labels, list.ZoneName, out var name)) return (TooLong(target, list), target.Labels);
        var first = DnsblReading.Of(list.Provider, await resolver.ResolveAsync(name, DnsType.A, cancellationToken).ConfigureAwait(false));
        if (target.Subject != DnsblSubject.Domain || first.Status != DnsblStatus.NotListed) return (first, target.Labels);
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
        return answer.Records.Count == 0 ? null : DnsblResults.Reason(answer.Records.OfType<TxtRecord>(), list);
    }

    private static bool TryAppend(DnsName labels, DnsName zone, out DnsName name)
    {
        var fits = labels.Wire.Length - 1 + zone.Wire.Length <= DnsName.MaxLength;
        name = fits ? labels.Append(zone) : labels;
        return fits;
    }

    private static DnsblReading TooLong(DnsblTarget target, DnsblList list) => new(
        DnsblStatus.Unknown, [], [], new DnsblProblem(DnsblProblemKind.NoAnswer, $"'{PlainText.Excerpt(target.Text)}' with {list.Zone} behind it is longer than a domain name may be."));
}
