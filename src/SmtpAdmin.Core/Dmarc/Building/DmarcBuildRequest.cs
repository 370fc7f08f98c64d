namespace SmtpAdmin.Dmarc;

/// <summary>What a new record is to say, as people write it.</summary>
public sealed record DmarcBuildRequest
{
    /// <summary>The domain that is to publish the record.</summary>
    public required string Domain { get; init; }

    /// <summary>The stage, which chooses the policies that are not given; null for <see cref="DmarcStage.Monitor"/> where no policy is given either.</summary>
    public DmarcStage? Stage { get; init; }

    /// <summary>The policy for the domain; null for that of the stage.</summary>
    public DmarcPolicy? Policy { get; init; }

    /// <summary>The policy for subdomains that exist; null for that of the domain.</summary>
    public DmarcPolicy? SubdomainPolicy { get; init; }

    /// <summary>The policy for subdomains that do not exist; null for that of the stage, or else that of subdomains.</summary>
    public DmarcPolicy? NonexistentSubdomainPolicy { get; init; }

    /// <summary>How near the domain of a signature must be.</summary>
    public DmarcAlignment DkimAlignment { get; init; }

    /// <summary>How near the domain that SPF proves must be.</summary>
    public DmarcAlignment SpfAlignment { get; init; }

    /// <summary>Where aggregate reports go: mail addresses, or URIs.</summary>
    public IReadOnlyList<string> AggregateReportTo { get; init; } = [];

    /// <summary>Where failure reports go: mail addresses, or URIs.</summary>
    public IReadOnlyList<string> FailureReportTo { get; init; } = [];

    /// <summary>When failure reports are wanted; empty for the default.</summary>
    public IReadOnlyList<DmarcFailureOption> FailureOption { get; init; } = [];

    /// <summary>The policy is to be tested only.</summary>
    public bool IsTesting { get; init; }

    /// <summary>Whether the domain is a public suffix.</summary>
    public DmarcPublicSuffix PublicSuffixDomain { get; init; }

    /// <summary>Selectors under which the domain's DKIM keys are looked up.</summary>
    public IReadOnlyList<string> DkimSelector { get; init; } = [];

    /// <summary>The tag <c>pct</c>, which RFC 9989 removed: asked for, it is explained. Null when it is not.</summary>
    public string? Percent { get; init; }

    /// <summary>The tag <c>ri</c>, which RFC 9989 removed: asked for, it is explained. Null when it is not.</summary>
    public string? ReportInterval { get; init; }

    /// <summary>The tag <c>rf</c>, which RFC 9989 removed: asked for, it is explained. Null when it is not.</summary>
    public string? ReportFormat { get; init; }

    /// <summary>Ask the DNS nothing.</summary>
    public bool NoLookup { get; init; }
}
