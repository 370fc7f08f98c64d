namespace SmtpAdmin.Provisioning;

/// <summary>What became of an export: the text, or why there is none.</summary>
public sealed record DnsExportResult
{
    /// <summary>The records in their format; null where something was refused: a part of a zone is never taken for all of it.</summary>
    public DnsExport? Export { get; init; }

    /// <summary>What cannot be exported, each with its reason.</summary>
    public IReadOnlyList<DnsRecordException> Refusals { get; init => field = Indexable.Of(value); } = [];
}
