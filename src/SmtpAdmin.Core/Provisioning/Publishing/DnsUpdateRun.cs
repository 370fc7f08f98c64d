using System.Security.Cryptography;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>The changes of one zone on their way to its server, message after message.</summary>
/// <param name="zone">The zone.</param>
/// <param name="target">The server.</param>
/// <param name="options">How it is published.</param>
/// <param name="journal">Is told first; null for none.</param>
/// <param name="time">The clock.</param>
internal sealed class DnsUpdateRun(DnsName zone, DnsPublishTarget target, DnsPublishOptions options, DnsJournal? journal, TimeProvider time)
{
    private readonly DnsPrimary _primary = new(target.EndPoint, options.Key, new DnsPrimaryOptions { Timeout = options.Timeout, Tcp = options.Tcp }, time);

    /// <summary>What became of each change.</summary>
    public List<DnsPublication> Publications { get; } = [];

    /// <summary>What went wrong.</summary>
    public List<DnsPublishProblem> Problems { get; } = [];

    /// <summary>How many messages were sent.</summary>
    public int MessageCount { get; private set; }

    /// <summary>Sends all. What comes behind a message that failed is not sent.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task RunAsync(IReadOnlyList<DnsRecordChange> changes, CancellationToken cancellationToken)
    {
        var ordered = DnsSetChanges.Of(changes);
        var sent = 0;
        while (sent < ordered.Length && Problems.Count == 0)
        {
            var (message, count) = Write([.. ordered[sent..].Select(pair => pair.Message)]);
            if (count == 0)
            {
                Problems.Add(new(DnsPublishFault.TooLong, $"The {DnsTypeText.Of(ordered[sent].Change.After.Type)} set of {ordered[sent].Change.After.Owner} does not fit into one update message, what is there now included: {DnsMessage.MaxLength} octets are all that one can have (RFC 1035 section 4.2.2).", $"{ordered[sent].Change.After.Owner}"));
                break;
            }
            DnsRecordChange[] part = [.. ordered.Skip(sent).Take(count).Select(pair => pair.Change)];
            if (!Note(part)) break;
            await SendAsync(message, part, cancellationToken).ConfigureAwait(false);
            sent += count;
        }
        foreach (var (change, _) in ordered.Skip(sent)) Publications.Add(Tell(change, DnsPublishStatus.NotPublished, "It was not sent."));
    }

    /// <summary>What became of a change.</summary>
    public DnsPublication Tell(DnsRecordChange change, DnsPublishStatus status, string detail) =>
        new() { Status = status, Zone = zone.ToString(), Server = target.Shown, Before = change.Before, After = change.After, Detail = detail };

    private (byte[] Message, int Count) Write(DnsSetChange[] changes) =>
        DnsUpdateWriter.Write((ushort)RandomNumberGenerator.GetInt32(ushort.MaxValue + 1), zone, changes, _primary.MaxUpdateLength);

    private bool Note(DnsRecordChange[] changes)
    {
        try
        {
            var now = time.GetUtcNow();
            journal?.Append(changes.Select(change => new DnsJournalEntry(now, zone, target.EndPoint.ToString(), change.Before, change.After)));
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problems.Add(new(DnsPublishFault.JournalUnwritable, $"The journal could not be written, so nothing more was sent: {exception.Message}"));
            return false;
        }
    }

    /// <summary>Nothing of the message was carried out.</summary>
    private void TakeBack()
    {
        try
        {
            journal?.TakeBack();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Problems.Add(new(DnsPublishFault.JournalUnwritable, $"The server did not carry out what the journal's last lines say, and they could not be taken back: {exception.Message} Delete them before the journal is used to undo."));
        }
    }

    private async Task SendAsync(byte[] message, DnsRecordChange[] changes, CancellationToken cancellationToken)
    {
        MessageCount++;
        var reply = await _primary.UpdateAsync(message, cancellationToken).ConfigureAwait(false);
        switch (reply.Outcome)
        {
            case DnsUpdateOutcome.Done:
                foreach (var change in changes) Publications.Add(Tell(change, Success(change), ""));
                break;
            case DnsUpdateOutcome.Changed:
                await SeeWhatChangedAsync(reply, changes, cancellationToken).ConfigureAwait(false);
                break;
            case DnsUpdateOutcome.Unknown or DnsUpdateOutcome.Failed:
                await TellUnknownAsync(reply, changes, cancellationToken).ConfigureAwait(false);
                break;
            default:
                var told = await target.WithPrimaryAsync(_primary, zone, cancellationToken).ConfigureAwait(false);
                Problems.Add(DnsPublishFaults.Of(reply, zone, told, options.Key));
                foreach (var change in changes) Publications.Add(Tell(change, DnsPublishStatus.NotPublished, ""));
                TakeBack();
                break;
        }
    }

    /// <summary>Nothing of the message was carried out. Looks which of the sets is not any more what was read, and which of the names is not free.</summary>
    private async Task SeeWhatChangedAsync(DnsUpdateReply reply, DnsRecordChange[] changes, CancellationToken cancellationToken)
    {
        var now = await ReadAsync(changes, cancellationToken).ConfigureAwait(false);
        var claimed = DnsSetChanges.Of(changes).Where(pair => pair.Message.Prerequisites is [DnsPrerequisite.NameFree]).Select(pair => pair.Change.After.Owner).ToHashSet();
        var (free, unsaid) = await DnsFreeNames.AmongAsync(_primary, zone, claimed, cancellationToken).ConfigureAwait(false);
        foreach (var (change, seen) in changes.Zip(now))
        {
            var isOther = seen.Problem is null && !seen.Set.HasSameData(change.Before);
            var isTaken = seen.Problem is null && !isOther && unsaid is null && claimed.Contains(change.After.Owner) && !free.Contains(change.After.Owner);
            var detail = isOther ? $"Now there is: {Shown(seen.Set)}." : isTaken ? "The name has records of other types." : "";
            Publications.Add(Tell(change, isOther || (isTaken && !change.NameIsThere) ? DnsPublishStatus.ChangedMeanwhile : DnsPublishStatus.NotPublished, detail));
            if (seen.Problem is { Fault: DnsPublishFault.Delegated } elsewhere) Problems.Add(elsewhere);
            else if (isOther) Problems.Add(new(DnsPublishFault.ChangedMeanwhile, $"{change.Subject} was changed by somebody else between our reading and our writing ({DnsRcode.ToText(reply.Rcode)}): now there is {Shown(seen.Set)}. Nothing was changed. Publish again if your records are still to replace that.", change.After.Name));
            else if (isTaken && change.NameIsThere) Problems.Add(DnsPublishFaults.AliasBesideOthers(change.After));
            else if (isTaken) Problems.Add(new(DnsPublishFault.ChangedMeanwhile, $"{change.After.Owner} got records of other types from somebody else between our reading and our writing ({DnsRcode.ToText(reply.Rcode)}). Nothing was changed. {(change.After.Type == DnsType.CNAME ? "An alias stands alone: give it another name, or take those away first." : "Publish again, if yours are still to stand beside those.")}", change.After.Name));
        }
        var aliases = changes.Select(change => change.After).Where(set => set.Type == DnsType.CNAME && claimed.Contains(set.Owner)).Select(set => set.Name).ToList();
        if (Problems.Count == 0 && unsaid is not null && aliases.Count > 0)
            Problems.Add(new(DnsPublishFault.CnameBesideOtherData, $"Nothing was changed ({DnsRcode.ToText(reply.Rcode)}). Of {PlainText.Excerpt(string.Join(", ", aliases), 200)} one may have records of other types, which the server does not tell, and an alias stands alone (RFC 1034 section 3.6.2). Look what is there, and remove those first.", aliases[0]));
        if (Problems.Count == 0) Problems.Add(DnsPublishFaults.Of(reply, zone, target, options.Key));
        TakeBack();
    }

    /// <summary>The message may have been carried out. What is there tells.</summary>
    private async Task TellUnknownAsync(DnsUpdateReply reply, DnsRecordChange[] changes, CancellationToken cancellationToken)
    {
        var now = await ReadAsync(changes, cancellationToken).ConfigureAwait(false);
        var isDone = changes.Zip(now).All(pair => pair.Second.Problem is null && pair.Second.Set.HasSameData(pair.First.After));
        foreach (var (change, seen) in changes.Zip(now))
        {
            if (isDone) Publications.Add(Tell(change, Success(change), $"The answer was lost, but the server has it. {reply.Detail}".TrimEnd()));
            else Publications.Add(Tell(change, DnsPublishStatus.Unknown, seen.Problem is null ? $"Now there is: {Shown(seen.Set)}." : $"What is there now could not be read: {seen.Problem.Message}"));
        }
        if (isDone) return;
        var known = now.All(seen => seen.Problem is null);
        var isAsBefore = known && changes.Zip(now).All(pair => pair.Second.Set.HasSameData(pair.First.Before));
        var seenText = isAsBefore ? "When it was asked again, all was as before, but the message may still be on its way."
            : known ? "When it was asked again, part of it was neither as before nor as it was to be."
            : "What is there now could not be read.";
        Problems.Add(new(DnsPublishFault.OutcomeUnknown, $"It is not known whether {target.Shown} carried the change of {zone} out. {reply.Detail} {seenText} Publish again: nothing is done twice, and what was done is seen.", target.Shown));
    }

    private Task<DnsCurrentSet[]> ReadAsync(DnsRecordChange[] changes, CancellationToken cancellationToken) =>
        new DnsCurrentReader(_primary, zone, target, options.Key).ReadAsync([.. changes.Select(change => change.After)], cancellationToken);

    private static DnsPublishStatus Success(DnsRecordChange change) => change.After.Records.Count > 0 ? DnsPublishStatus.Published : DnsPublishStatus.Removed;

    private static string Shown(DnsRecordSet set) => set.Records.Count == 0 ? "nothing" : PlainText.Excerpt(string.Join(", ", set.Data), 200);
}
