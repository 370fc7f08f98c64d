using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>
/// Publishes record sets by dynamic update (RFC 2136): reads what is there, and replaces it only if it is still that. All sets of one message
/// are changed together, or none is; as many as fit go into one.
/// </summary>
/// <param name="resolver">Finds zones and servers where none are named.</param>
/// <param name="time">The clock of signatures, timeouts and the journal.</param>
public sealed class DnsPublisher(IDnsResolver resolver, TimeProvider time)
{
    /// <summary>Plans to publish sets: each replaces what is there of its name and type.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<DnsPublishPlan> PlanAsync(DnsRecordBatch batch, DnsPublishOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(options);
        return Planner(options).PlanAsync(batch.Sets, (wanted, current) => DnsWantedSet.Published(wanted, current, options), cancellationToken);
    }

    /// <summary>Plans to remove records; of a set without records, all that are there.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsPublishPlan> PlanRemovalAsync(DnsRecordBatch batch, DnsPublishOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        ArgumentNullException.ThrowIfNull(options);
        var plan = await Planner(options).PlanAsync(batch.Sets, DnsWantedSet.Removed, cancellationToken).ConfigureAwait(false);
        return plan with { Changes = [.. plan.Changes.Select(change => change.IsChange || change.Before.Records.Count == 0 ? change : change with { Note = $"{change.Before.Name} has no such {DnsTypeText.Of(change.Before.Type)} record. It has: {PlainText.Excerpt(string.Join(", ", change.Before.Data), 200)}." })] };
    }

    /// <summary>Plans to put back what was there before all that a journal tells of. What somebody else changed since is left alone.</summary>
    /// <param name="journalPath">The journal.</param>
    /// <param name="options">How it is published; the zone is the journal's, and so is the server where none is named.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsPublishPlan> PlanUndoAsync(string journalPath, DnsPublishOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<DnsUndo> undos;
        try
        {
            undos = DnsUndo.Of(DnsJournal.Read(journalPath));
        }
        catch (DnsPublishException exception)
        {
            return new DnsPublishPlan { Problems = [exception.Problem] };
        }
        var plans = new List<DnsPublishPlan>();
        foreach (var group in undos.GroupBy(undo => (undo.Zone, undo.Server)))
        {
            var byName = group.ToDictionary(undo => (undo.Original.Owner, undo.Original.Type));
            var planner = Planner(options with { Zone = group.Key.Zone, Server = options.Server ?? group.Key.Server, Force = true }); // a delegation comes back over the addresses that it needs
            plans.Add(await planner.PlanAsync([.. group.Select(undo => undo.Original)], (set, current) => byName[(set.Owner, set.Type)].Wanted(current), cancellationToken).ConfigureAwait(false));
        }
        var problems = plans.SelectMany(plan => plan.Problems).ToLookup(problem => problem.Fault == DnsPublishFault.ChangedMeanwhile);
        return new DnsPublishPlan { Changes = [.. plans.SelectMany(plan => plan.Changes)], Problems = [.. problems[false]], LeftAlone = [.. problems[true]] };
    }

    /// <summary>Carries changes out.</summary>
    /// <param name="changes">The changes of a plan, or some of them.</param>
    /// <param name="options">How they were planned.</param>
    /// <param name="journal">Is told of each change before the server is; null for none.</param>
    /// <param name="cancellationToken">Ends the wait; whether a message that is on its way is carried out is not known then.</param>
    /// <returns>What became of each; what went wrong.</returns>
    /// <exception cref="DnsPublishInterruptedException">The token was cancelled.</exception>
    public async Task<DnsPublishResult> ApplyAsync(IReadOnlyList<DnsRecordChange> changes, DnsPublishOptions options, DnsJournal? journal, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changes);
        ArgumentNullException.ThrowIfNull(options);
        var (publications, problems, messages) = (new List<DnsPublication>(), new List<DnsPublishProblem>(), 0);
        foreach (var group in changes.GroupBy(change => (change.Zone, change.Target)))
        {
            var sending = new DnsUpdateRun(group.Key.Zone, group.Key.Target, options, journal, time);
            try
            {
                await sending.RunAsync([.. group.Where(change => change.IsChange)], cancellationToken).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                var done = publications.Concat(sending.Publications).Count(publication => publication.Status is DnsPublishStatus.Published or DnsPublishStatus.Removed);
                throw new DnsPublishInterruptedException($"Interrupted. {Counted.Of(done, "record set")} had been changed by then; of the message that was on its way it is not known, and what comes behind it was not sent.{(journal is null ? "" : " The journal has all that was sent.")}", cancellationToken);
            }
            publications.AddRange(group.Where(change => !change.IsChange).Select(change => sending.Tell(change, DnsPublishStatus.Unchanged, change.Note)));
            publications.AddRange(sending.Publications);
            problems.AddRange(sending.Problems);
            messages += sending.MessageCount;
        }
        var order = changes.Select((change, at) => (change, at)).ToDictionary(pair => ($"{pair.change.Zone}", pair.change.After.Owner, pair.change.After.Type), pair => pair.at);
        return new DnsPublishResult { Publications = [.. publications.OrderBy(publication => order[(publication.Zone, publication.After.Owner, publication.Type)])], Problems = problems, MessageCount = messages };
    }

    private DnsPublishPlanner Planner(DnsPublishOptions options) => new(new DnsPublishTargets(resolver, options, time), options, time);
}
