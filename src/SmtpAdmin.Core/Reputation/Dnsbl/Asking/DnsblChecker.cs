using System.Runtime.CompilerServices;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>
/// Asks DNS blacklists and allow lists about addresses and domains (RFC 5782). Only what a list documents as a listing is one; a list
/// that refuses, does not answer, or fails its test entries says nothing, and that is what is told of it.
/// </summary>
/// <param name="resolver">Who is asked.</param>
/// <param name="lists">The lists.</param>
/// <param name="options">How they are asked.</param>
/// <param name="timeProvider">Tells the time, and how long a look-up took.</param>
public sealed class DnsblChecker(IDnsResolver resolver, IReadOnlyList<DnsblList> lists, DnsblOptions options, TimeProvider timeProvider)
{
    /// <summary>Asks every list about every target that it takes, many at once; results come as they are ready.</summary>
    /// <param name="targets">The targets; read no faster than they are worked off.</param>
    /// <param name="cancellationToken">Ends the check. Leaving the enumeration early ends it too.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async IAsyncEnumerable<DnsblResult> CheckAllAsync(
        IAsyncEnumerable<ReputationTarget> targets, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var outcome in OutcomesAsync(targets, cancellationToken).ConfigureAwait(false)) yield return outcome.Result;
    }

    /// <summary>The same, with the targets that the results are of.</summary>
    internal IAsyncEnumerable<DnsblOutcome> OutcomesAsync(IAsyncEnumerable<ReputationTarget> targets, CancellationToken cancellationToken)
    {
        var schedule = new DnsblSchedule(lists, new DnsblTester(resolver), options, timeProvider);
        var asker = new DnsblAsker(resolver, schedule, options, timeProvider);
        var expanded = new DnsblTargets(resolver, lists, options).ExpandAsync(targets, cancellationToken);
        return BoundedWork.RunAsync(schedule.AsksAsync(expanded, cancellationToken), options.Concurrency, asker.AnswerAsync, cancellationToken);
    }
}
