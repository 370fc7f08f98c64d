using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>All that was found out about a record, for the rules to judge.</summary>
internal sealed record SpfLintEvidence
{
    /// <summary>The domain as text; null when only a record was given.</summary>
    public string? Domain { get; init; }

    /// <summary>The name to publish at; null when there is none.</summary>
    public DnsName? Name { get; init; }

    /// <summary>The record was given, and takes the place of what is published.</summary>
    public bool IsGiven { get; init; }

    /// <summary>The record; null when there is none, several, or when it is not known.</summary>
    public SpfRecord? Record { get; init; }

    /// <summary>The answer to the TXT look-up; null when none was made.</summary>
    public DnsAnswer? Published { get; init; }

    /// <summary>The answer to the look-up of type 99; null when none was made.</summary>
    public DnsAnswer? Type99 { get; init; }

    /// <summary>The record with all within it; null when there is none.</summary>
    public SpfWalkedRecord? Walked { get; init; }

    /// <summary>What it says of every address; null when there is no record.</summary>
    public SpfReach? Reach { get; init; }

    /// <summary>The answer to the look-up of the text that <c>exp=</c> names; null when none was made.</summary>
    public DnsAnswer? Explanation { get; init; }

    /// <summary>The answer to the look-up of the domain's DMARC record; null when none was made.</summary>
    public DnsAnswer? Dmarc { get; init; }

    /// <summary>How it is checked.</summary>
    public required SpfRecordCheckOptions Options { get; init; }

    /// <summary>The TXT records of the name.</summary>
    public IEnumerable<TxtRecord> Texts => Published?.Records.OfType<TxtRecord>() ?? [];

    /// <summary>How the record is called in a message.</summary>
    public string Where => Domain is null ? "The record" : $"The record of {Domain}";

    /// <summary>The name that a record is to be published at, as in a zone file.</summary>
    public string Owner => Name?.ToAbsoluteString() ?? "example.com.";
}
