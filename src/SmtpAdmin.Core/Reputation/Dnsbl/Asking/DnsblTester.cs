using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>Asks a list for its test entries (RFC 5782 section 5).</summary>
internal sealed class DnsblTester(IDnsResolver resolver)
{
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsblTestVerdict> TestAsync(DnsblList list, DnsblSubject subject, CancellationToken cancellationToken)
    {
        var point = list.Provider?.TestPointFor(subject) ?? DnsblTestPoint.Standard(subject);
        var proof = point.Listed is null ? AnyEntry(list.Provider) : (Subject: subject, Entry: point.Listed);
        var listed = proof.Entry is null
            ? LookForZoneAsync(list, subject, cancellationToken)
            : AskAsync(list, proof.Subject, proof.Entry, mustBeListed: true, cancellationToken);
        var notListed = AskAsync(list, subject, point.NotListed, mustBeListed: false, cancellationToken);
        var looks = (await Task.WhenAll(listed, notListed).ConfigureAwait(false)).OfType<Look>().ToList();
        var queries = looks.Where(look => look.IsEntry).Select(look => look.Query).ToList();
        var failed = looks.Select(look => (look.Query, Reading: Judge(look))).Where(look => look.Reading is not null)
            .OrderByDescending(look => Weight(look.Reading!.Value)).FirstOrDefault();
        return new DnsblTestVerdict(queries, failed.Reading, failed.Query?.QueriedName ?? "");
    }

    /// <summary>
    /// The same, to know whether a list can be asked. Of a zone that the catalogue lacks, only its test entries tell what it holds: where that
    /// of the subject is missing and that of another is there, the zone is a list of something else, and not broken.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsblTestVerdict> TestForUseAsync(DnsblList list, DnsblSubject subject, CancellationToken cancellationToken)
    {
        var verdict = await TestAsync(list, subject, cancellationToken).ConfigureAwait(false);
        if (list.Provider is not null || verdict.Reading is not { Problem.Kind: DnsblProblemKind.TestEntryMissing } reading) return verdict;
        var others = list.Subjects.Where(other => other != subject).ToList();
        var verdicts = await Task.WhenAll(others.Select(other => TestAsync(list, other, cancellationToken))).ConfigureAwait(false);
        var held = others.Where((_, n) => verdicts[n].Passed).ToList();
        if (held.Count == 0) return verdict;
        var detail = $"it has those of {string.Join(" and ", held.Select(Plural))}, and not that of {Plural(subject)} ({reading.Problem.Detail})";
        return verdict with { Reading = reading with { Status = DnsblStatus.Unknown, Problem = new DnsblProblem(DnsblProblemKind.OtherKind, detail) } };
    }

    private static string Plural(DnsblSubject subject) => subject == DnsblSubject.Domain ? "domains" : $"{subject} addresses";

    /// <summary>
    /// An entry of another subject, of a list that documents none for the one that is asked about: the zone is the same, and one that was
    /// emptied or is gone is so for all subjects.
    /// </summary>
    private static (DnsblSubject Subject, string? Entry) AnyEntry(DnsblProvider? provider) =>
        (provider?.Subjects ?? []).Select(subject => (subject, provider!.TestPointFor(subject).Listed)).FirstOrDefault(entry => entry.Listed is not null);

    /// <summary>
    /// A list that documents no entry cannot show that it holds anything; but its zone must be there, or else all of its answers mean only
    /// that it is gone (RFC 8020: below a name that does not exist there is nothing).
    /// </summary>
    private async Task<Look?> LookForZoneAsync(DnsblList list, DnsblSubject subject, CancellationToken cancellationToken)
    {
        var answer = await resolver.ResolveAsync(list.ZoneName, DnsType.SOA, cancellationToken).ConfigureAwait(false);
        var reading = answer.Outcome switch
        {
            DnsOutcome.Answer or DnsOutcome.NoData => DnsblReading.NotListed,
            DnsOutcome.NxDomain => new DnsblReading(DnsblStatus.Broken, [], [], new DnsblProblem(DnsblProblemKind.ZoneGone, list.Zone)),
            _ => DnsblReading.Of(list.Provider, answer),
        };
        return new Look(new DnsblTestQuery(subject, list.Zone, MustBeListed: false, list.Zone, reading.Status, []), reading, IsEntry: false);
    }

    private async Task<Look?> AskAsync(DnsblList list, DnsblSubject subject, string? entry, bool mustBeListed, CancellationToken cancellationToken)
    {
        if (entry is null) return null;
        var labels = subject == DnsblSubject.Domain ? DnsName.Parse(entry) : DnsName.ForAddressLabels(IPAddress.Parse(entry));
        if (!labels.TryAppend(list.ZoneName, out var name))
        {
            var tooLong = DnsblReading.TooLong(entry, list);
            return new Look(new DnsblTestQuery(subject, entry, mustBeListed, list.Zone, tooLong.Status, tooLong.Codes), tooLong);
        }
        var answer = await resolver.ResolveAsync(name, DnsType.A, cancellationToken).ConfigureAwait(false);
        var reading = DnsblReading.Of(list.Provider, answer);
        // Any code will do, documented or not: the entry is there.
        var status = reading is { Status: DnsblStatus.Unknown or DnsblStatus.NotListed, Codes.Count: > 0 } ? DnsblStatus.Listed : reading.Status;
        return new Look(new DnsblTestQuery(subject, entry, mustBeListed, list.Show(name), status, reading.Codes), reading);
    }

    /// <summary>What an answer shows to be wrong; null when it is as it must be. A test entry may have a code of its own, so any code will do.</summary>
    private static DnsblReading? Judge(Look look)
    {
        var reading = look.Reading;
        if (reading.Status is DnsblStatus.Refused or DnsblStatus.Broken) return reading;
        if (reading.Status == DnsblStatus.Unknown && reading.Codes.Count == 0) return reading;
        if (look.Query.Passed) return null;
        // A zone that the catalogue lacks documents no codes, but no list holds its negative entry by a code of that range.
        if (!look.Query.MustBeListed && reading.Codes.Count > 0 && reading.Codes.All(code => code.StartsWith("127.255.255.", StringComparison.Ordinal)))
            return reading with { Status = DnsblStatus.Refused, Problem = new DnsblProblem(DnsblProblemKind.RefusalCode, $"it answers all with {reading.Codes[0]}, and in 127.255.255.0/24 lists have their codes for queries that they refuse") };
        return reading with
        {
            Status = DnsblStatus.Broken,
            Meanings = [],
            Problem = new DnsblProblem(look.Query.MustBeListed ? DnsblProblemKind.TestEntryMissing : DnsblProblemKind.ListsEverything, look.Query.Entry),
        };
    }

    /// <summary>A refusal explains everything else; what is broken is so whatever else is not known.</summary>
    private static int Weight(DnsblReading reading) => reading.Status switch
    {
        DnsblStatus.Refused => 3,
        DnsblStatus.Broken => reading.Problem!.Kind is DnsblProblemKind.TestEntryMissing or DnsblProblemKind.ZoneGone ? 1 : 2,
        _ => 0,
    };

    private sealed record Look(DnsblTestQuery Query, DnsblReading Reading, bool IsEntry = true);
}
