using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dmarc;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;
using SmtpAdmin.Provisioning;
using Spectre.Console;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The demo's records on their way into the lab's zone, and out of it again. The key and the journal are gone afterwards.</summary>
internal sealed class DemoPublish(LabEnvironment lab, IDnsResolver resolver)
{
    private const string Domain = $"shop.{LabEnvironment.Domain}";

    private readonly DnsPublisher _publisher = new(resolver, TimeProvider.System);

    private readonly DnsPublishOptions _options = new()
    {
        Server = lab.Dns.EndPoint.ToString(),
        Key = TsigKey.Create(LabEnvironment.UpdateKeyName, TsigAlgorithm.HmacSha256, LabEnvironment.UpdateKeySecret),
        Merge = true,
    };

    /// <summary>Makes two records, shows the difference, publishes them, and a second time; meets somebody who was first; puts all back.</summary>
    /// <returns>Whether each ended as it should.</returns>
    public async Task<bool> ShowAsync(CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("smtpadmin-");
        try
        {
            return await ShowAsync(folder.FullName, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private async Task<bool> ShowAsync(string folder, CancellationToken cancellationToken)
    {
        var (batch, journal) = (new DnsRecordBatch(), Path.Combine(folder, "changes.jsonl"));
        foreach (var set in await MakeAsync(folder, cancellationToken).ConfigureAwait(false)) batch.Add(set);
        var plan = await _publisher.PlanAsync(batch, _options, cancellationToken).ConfigureAwait(false);
        foreach (var change in plan.Changes) Terminal.Out.WriteLine($"What if: {change}");

        DemoCommand.Call("publish-dns-record - --key-path ... --merge --journal-path ..., and a second time");
        var first = await ApplyAsync(plan, journal, cancellationToken).ConfigureAwait(false);
        var second = await ApplyAsync(await _publisher.PlanAsync(batch, _options, cancellationToken).ConfigureAwait(false), journal, cancellationToken).ConfigureAwait(false);
        var met = await ShowOtherWriterAsync(journal, cancellationToken).ConfigureAwait(false);

        DemoCommand.Call("publish-dns-record --undo ... --key-path ...");
        var undone = await ApplyAsync(await _publisher.PlanUndoAsync(journal, _options, cancellationToken).ConfigureAwait(false), journal: null, cancellationToken).ConfigureAwait(false);
        return met && plan.Problems.Count == 0 && second.MessageCount == 0
            && Statuses(first) is [DnsPublishStatus.Published, DnsPublishStatus.Published]
            && Statuses(second) is [DnsPublishStatus.Unchanged, DnsPublishStatus.Unchanged]
            && Statuses(undone) is [DnsPublishStatus.Removed, DnsPublishStatus.Removed];
    }

    private async Task<IReadOnlyList<DnsRecordSet>> MakeAsync(string folder, CancellationToken cancellationToken)
    {
        var maker = new DkimKeyMaker(TimeProvider.System, resolver: null);
        var request = new DkimKeyRequest { Domain = Domain, Algorithm = DkimKeyAlgorithm.Ed25519, Folder = folder };
        var made = await maker.MakeAsync(await maker.PlanAsync(request, cancellationToken).ConfigureAwait(false), default, cancellationToken).ConfigureAwait(false);
        var monitor = new DmarcBuildRequest { Domain = Domain, Stage = DmarcStage.Monitor, AggregateReportTo = [$"dmarc@{LabEnvironment.Domain}"] };
        var dmarc = await new DmarcRecordBuilder(resolver).BuildAsync(monitor, cancellationToken).ConfigureAwait(false);
        return [.. made.Key!.RecordSets, .. dmarc.Made!.RecordSets];
    }

    /// <summary>Between our reading and our writing somebody else publishes an SPF record.</summary>
    /// <returns>Whether that was seen, and the record of the other is the only one.</returns>
    private async Task<bool> ShowOtherWriterAsync(string journal, CancellationToken cancellationToken)
    {
        Terminal.Out.WriteLine("An SPF record is next. While it is on its way, somebody else publishes one:");
        var (ours, theirs) = (new DnsRecordBatch(), new DnsRecordBatch());
        ours.Add(DnsRecordSet.OfText(DnsName.Parse(Domain), "v=spf1 mx -all"));
        theirs.Add(DnsRecordSet.OfText(DnsName.Parse(Domain), "v=spf1 -all"));
        var plan = await _publisher.PlanAsync(ours, _options, cancellationToken).ConfigureAwait(false);
        var other = await _publisher.PlanAsync(theirs, _options, cancellationToken).ConfigureAwait(false);
        await _publisher.ApplyAsync(other.Changes, _options, journal: null, cancellationToken).ConfigureAwait(false);
        var late = await ApplyAsync(plan, journal, cancellationToken).ConfigureAwait(false);
        var now = await _publisher.PlanAsync(theirs, _options, cancellationToken).ConfigureAwait(false);
        return Statuses(late) is [DnsPublishStatus.ChangedMeanwhile] && now.Changes is [{ IsChange: false, Before.Data.Count: 1 }];
    }

    private async Task<DnsPublishResult> ApplyAsync(DnsPublishPlan plan, string? journal, CancellationToken cancellationToken)
    {
        using var file = journal is null ? null : DnsJournal.Open(journal);
        var result = await _publisher.ApplyAsync(plan.Changes, _options, file, cancellationToken).ConfigureAwait(false);
        foreach (var publication in result.Publications) DnsPublicationView.Write(publication, withRecords: false);
        return result;
    }

    private static DnsPublishStatus[] Statuses(DnsPublishResult result) => [.. result.Publications.Select(publication => publication.Status)];
}
