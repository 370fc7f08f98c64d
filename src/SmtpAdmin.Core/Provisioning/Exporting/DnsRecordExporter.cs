using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Writes records in the format of what they are to be published with.</summary>
public static class DnsRecordExporter
{
    /// <summary>Why options do not go together; null where they do. What it says is true before any record is read.</summary>
    public static DnsRecordException? ProblemOf(DnsExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var format = options.Format;
        if (format == DnsRecordFormat.Terraform && options.Provider is null) return Bad($"Terraform's resources are different with each provider. Name yours with -Provider: {string.Join(", ", Enum.GetNames<TerraformProvider>())}.");
        if (format != DnsRecordFormat.Terraform && options.Provider is not null) return Bad($"-Provider is of Terraform, and means nothing for {format}. Leave it out.");
        if (format != DnsRecordFormat.AzureCli && options.ResourceGroup is not null) return Bad($"-ResourceGroup is of AzureCli, and means nothing for {format}. Leave it out.");
        if (format != DnsRecordFormat.NsUpdate && options.Server is not null) return Bad($"-Server is of NsUpdate, and means nothing for {format}. Leave it out.");
        if (options.ResourceGroup is { } group && AzureResourceGroup.Problem(group) is { } badGroup) return Bad(badGroup);
        if (options.Server is { } server && !NsUpdateServer.TryRead(server, out _, out var badServer)) return Bad(badServer);
        if (options.TimeToLive is { } time && (time < TimeSpan.Zero || time > DnsRecordSet.MaxTimeToLive)) return new DnsRecordException(DnsRecordFault.BadTtl, $"-Ttl is 0 to {(int)DnsRecordSet.MaxTimeToLive.TotalSeconds} seconds (RFC 2181 section 8).");
        if (options.Zone is { IsRoot: true }) return new DnsRecordException(DnsRecordFault.BadName, "The root is no zone of ours. Give the zone that the records are in.");
        return options.Zone is null && DnsExportFormats.Of(options).NeedsZone
            ? new DnsRecordException(DnsRecordFault.NoZone, $"In {format} names are relative to a zone, or the zone is named. Name it with -Zone.")
            : null;
    }

    /// <summary>Writes sets. Each is tried by itself, so that all that cannot be exported is told at once.</summary>
    /// <param name="sets">The sets, none of which contradicts another: as <see cref="DnsRecordBatch"/> has them.</param>
    /// <param name="options">How.</param>
    public static DnsExportResult Export(IReadOnlyList<DnsRecordSet> sets, DnsExportOptions options)
    {
        ArgumentNullException.ThrowIfNull(sets);
        if (ProblemOf(options) is { } problem) return new DnsExportResult { Refusals = [problem] };
        if (sets.Count == 0) return new DnsExportResult { Refusals = [new DnsRecordException(DnsRecordFault.NoRecord, "There is no record to export: all that was given is empty. Give at least one.")] };
        var format = DnsExportFormats.Of(options);
        var (checkedSets, refusals) = (new List<DnsRecordSet>(sets.Count), new List<DnsRecordException>());
        foreach (var set in sets)
        {
            try
            {
                checkedSets.Add(Check(set, format, options));
            }
            catch (DnsRecordException exception)
            {
                refusals.Add(exception);
            }
        }
        if (refusals.Count > 0) return new DnsExportResult { Refusals = refusals };
        try
        {
            return new DnsExportResult
            {
                Export = new DnsExport
                {
                    Format = options.Format,
                    Provider = options.Provider,
                    Zone = options.Zone?.ToString(),
                    RecordSetCount = checkedSets.Count,
                    RecordCount = checkedSets.Sum(set => set.Records.Count),
                    Text = format.Write(new DnsExportBatch { Sets = checkedSets, Options = options }),
                },
            };
        }
        catch (DnsRecordException exception) // too many at once
        {
            return new DnsExportResult { Refusals = [exception] };
        }
    }

    private static DnsRecordSet Check(DnsRecordSet set, DnsExportFormat format, DnsExportOptions options)
    {
        if (set.Records.Count == 0) throw new DnsRecordException(DnsRecordFault.NoRecord, $"The {DnsTypeText.Of(set.Type)} set of {set.Owner} holds no record: there is nothing to export.", set.Name);
        if (options.Zone is { } zone)
        {
            if (!set.Owner.IsWithin(zone)) throw new DnsRecordException(DnsRecordFault.OutOfZone, $"{set.Owner} is not in the zone {zone}. Name the zone that it is in, and export the records of each zone by themselves.", set.Name);
            if (set.Type == DnsType.CNAME && set.Owner.Equals(zone)) throw new DnsRecordException(DnsRecordFault.CnameBesideOtherData, $"{set.Owner} is the zone itself, whose SOA and NS records stand there. An alias stands alone (RFC 1034 section 3.6.2): give it another name.", set.Name);
        }
        var written = format.Ttl.Apply(set, options.TimeToLive, format.Service);
        format.Write(new DnsExportBatch { Sets = [written], Options = options });
        return written;
    }

    private static DnsRecordException Bad(string message) => new(DnsRecordFault.BadOption, message);
}
