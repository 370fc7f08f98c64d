using System.Diagnostics.CodeAnalysis;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>What a DMARC Policy Record says (RFC 9989 section 4.7), wrong tags left out as a receiver leaves them out (section 4.8).</summary>
public sealed record DmarcRecord
{
    /// <summary>How a record begins; the case of the value counts.</summary>
    public const string Version = "v=DMARC1";

    /// <summary>The label below a domain that holds its record (section 4.5).</summary>
    public const string Label = "_dmarc";

    /// <summary>The record as it was read; empty for one that was not.</summary>
    public string Text { get; init; } = "";

    /// <summary>The policy for the domain (<c>p</c>); null where there is none that can be read. See <see cref="AppliedPolicy"/>.</summary>
    public DmarcPolicy? Policy { get; init; }

    /// <summary>The policy for subdomains that exist (<c>sp</c>); null where there is none.</summary>
    public DmarcPolicy? SubdomainPolicy { get; init; }

    /// <summary>The policy for subdomains that do not exist (<c>np</c>); null where there is none.</summary>
    public DmarcPolicy? NonexistentSubdomainPolicy { get; init; }

    /// <summary>How near the domain of a signature must be (<c>adkim</c>).</summary>
    public DmarcAlignment DkimAlignment { get; init; }

    /// <summary>How near the domain that SPF proves must be (<c>aspf</c>).</summary>
    public DmarcAlignment SpfAlignment { get; init; }

    /// <summary>Where aggregate reports go (<c>rua</c>).</summary>
    public IReadOnlyList<ReportUri> AggregateReportTo { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Where failure reports go (<c>ruf</c>).</summary>
    public IReadOnlyList<ReportUri> FailureReportTo { get; init => field = Indexable.Of(value); } = [];

    /// <summary>When failure reports are wanted (<c>fo</c>).</summary>
    public IReadOnlyList<DmarcFailureOption> FailureOption { get; init => field = Indexable.Of(value); } = [DmarcFailureOption.AllFail];

    /// <summary>The policy is being tested: the one a level below is applied (<c>t=y</c>).</summary>
    public bool IsTesting { get; init; }

    /// <summary>Whether the domain is a public suffix (<c>psd</c>).</summary>
    public DmarcPublicSuffix PublicSuffixDomain { get; init; }

    /// <summary>The tags in order, those of no standard included.</summary>
    public IReadOnlyList<DmarcTag> Tags { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What is wrong in the record.</summary>
    public IReadOnlyList<DmarcProblem> Problems { get; init => field = Indexable.Of(value); } = [];

    /// <summary>One of the three policies is there and cannot be read.</summary>
    internal bool HasBrokenPolicy { get; init; }

    /// <summary>The policy that receivers go by for the domain, before <c>t</c>; null where they do not apply DMARC at all (section 4.10.1).</summary>
    public DmarcPolicy? AppliedPolicy =>
        Policy is not null && !HasBrokenPolicy ? Policy : AggregateReportTo.Count > 0 ? DmarcPolicy.None : null;

    /// <summary>The same for subdomains that exist.</summary>
    public DmarcPolicy? AppliedSubdomainPolicy => IsWhole ? SubdomainPolicy ?? Policy : AppliedPolicy;

    /// <summary>The same for subdomains that do not exist.</summary>
    public DmarcPolicy? AppliedNonexistentSubdomainPolicy => IsWhole ? NonexistentSubdomainPolicy ?? SubdomainPolicy ?? Policy : AppliedPolicy;

    private bool IsWhole => Policy is not null && !HasBrokenPolicy;

    /// <summary>A text is a DMARC Policy Record: it begins with the version, and ends there or goes on behind a semicolon. All else is to be ignored as a whole (section 4.7).</summary>
    public static bool IsDmarc(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var rest = text.AsSpan();
        if (rest is [] || rest[0] is not ('v' or 'V')) return false; // a literal of ABNF, whose case does not count
        rest = rest[1..].TrimStart(" \t");
        if (rest is not ['=', ..]) return false;
        rest = rest[1..].TrimStart(" \t");
        const string value = "DMARC1";
        return rest.StartsWith(value, StringComparison.Ordinal) && rest[value.Length..].TrimStart(" \t") is [] or [';', ..];
    }

    /// <summary>Reads a record.</summary>
    /// <param name="text">The strings of the TXT record, joined; each character is an octet (Latin-1).</param>
    /// <param name="record">What it says.</param>
    /// <returns>False when it is no DMARC Policy Record.</returns>
    public static bool TryParse(string text, [NotNullWhen(true)] out DmarcRecord? record)
    {
        record = IsDmarc(text) ? DmarcRecordReader.Read(text) : null;
        return record is not null;
    }

    /// <summary>The record in as few words as say the same: what is as it is by default is left out.</summary>
    public string ToRecordText() => DmarcRecordWriter.Write(this);

    /// <inheritdoc/>
    public override string ToString() => Text.Length > 0 ? Text : ToRecordText();
}
