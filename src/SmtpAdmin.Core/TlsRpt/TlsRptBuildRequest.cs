namespace SmtpAdmin.TlsRpt;

/// <summary>What a new record is to say, as people write it.</summary>
public sealed record TlsRptBuildRequest
{
    /// <summary>The domain that is to publish the record: the one that takes mail.</summary>
    public required string Domain { get; init; }

    /// <summary>Where reports go: mail addresses, or URIs of the schemes <c>mailto</c> and <c>https</c>.</summary>
    public IReadOnlyList<string> ReportTo { get; init; } = [];

    /// <summary>Ask the DNS nothing.</summary>
    public bool NoLookup { get; init; }
}
