using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>What is to be said of how a record was made. What is to be said of the record itself, the check of records says.</summary>
internal static class SpfBuildFindings
{
    /// <summary>All that is to be said: of how the record was made, of the record, and of the senders that it was proved for.</summary>
    public static IEnumerable<Finding> All(SpfDraft draft, SpfRecordReport report, bool noLookup, IReadOnlyList<SpfCheckResult> proof)
    {
        var ofRecord = noLookup ? report.Findings.Where(finding => !finding.Code.EndsWith("-UNKNOWN", StringComparison.Ordinal)) : report.Findings;
        var notLookedUp = noLookup && report.LookupCount > 0 ? [NotLookedUp(report.LookupCount)] : Array.Empty<Finding>();
        return draft.Findings.Concat(notLookedUp).Concat(ofRecord.Select(Stressed)).Concat(proof.Where(result => !result.Passed).Select(Proof));
    }

    /// <summary>All that a record leads to was read.</summary>
    public static bool IsComplete(SpfRecordReport report) => report.Terms.All(IsComplete);

    private static bool IsComplete(SpfReportTerm term) =>
        term.Record is { } inner
            ? inner.Status is not (SpfWalkStatus.Unknown or SpfWalkStatus.ByMacro or SpfWalkStatus.LeftOut) && inner.Terms.All(IsComplete)
            : term.Status is not (SpfTermStatus.LeftOut or SpfTermStatus.Unknown);

    /// <summary>Who makes a record decides now about its last word, and whom it includes; of one that has stood for long the same is but a note.</summary>
    private static Finding Stressed(Finding finding) => finding.Code is "SPF-DMARC-REJECT" or "SPF-PTR" ? finding with { Severity = FindingSeverity.Warning } : finding;

    public static Finding HostBits(string what) => new(
        FindingSeverity.Information, "SPF-NEW-HOST-BITS", $"Bits behind the prefix were set, and are cleared: {what}.", "Look whether the whole block was meant, or the one address.", "RFC 4632 section 3.1");

    public static Finding Merged(string what) => new(FindingSeverity.Information, "SPF-NEW-MERGED", $"Blocks that overlap or touch are written as one: {what}.");

    public static Finding Duplicate(string term, string given) =>
        new(FindingSeverity.Information, "SPF-NEW-DUPLICATE", $"'{PlainText.Excerpt(given)}' gives '{PlainText.Excerpt(term)}', which was there already: it stands in the record once.");

    /// <summary>What is to be known of a provider that was chosen.</summary>
    public static IEnumerable<Finding> Of(SpfProviderChoice choice, DnsName? domain)
    {
        var provider = choice.Provider;
        if (choice.Includes.Count > 0 && provider.SourceOfIncludes is { } source) yield return Documented(provider, choice.Includes, source);
        if (choice.Includes.Count == 0)
            yield return new(FindingSeverity.Information, "SPF-NEW-PROVIDER-NO-INCLUDE", $"Nothing is included for {provider.DisplayName}. {provider.Note}", "", provider.Reference);
        else if (provider.Place == SpfProviderPlace.None)
            yield return new(FindingSeverity.Warning, "SPF-NEW-PROVIDER-NOT-NEEDED", $"{provider.DisplayName} needs no include. {provider.Note}", $"Leave {provider.Name} out, which saves look-ups, unless {provider.DisplayName} told you to include it.", provider.Reference);
        else if (provider.Place == SpfProviderPlace.ReturnPath)
            yield return ReturnPath(provider, domain);
        else if (provider.Note.Length > 0)
            yield return new(FindingSeverity.Information, "SPF-NEW-PROVIDER-NOTE", $"{provider.DisplayName}: {provider.Note}", "", provider.Reference);
        if (choice.Companion.Length > 0) yield return new(FindingSeverity.Information, "SPF-NEW-PROVIDER-RECORD", $"{provider.DisplayName}: {choice.Companion}", "Publish it on the same name.", provider.Reference);
        if (provider.Doubt.Length > 0 && choice.Includes.Count > 0)
            yield return new(FindingSeverity.Information, "SPF-NEW-PROVIDER-DOUBT", $"{provider.DisplayName}: {provider.Doubt}", $"Compare {string.Join(" and ", choice.Includes)} with what {provider.DisplayName} shows for your account.", provider.Reference);
    }

    private static Finding Documented(SpfProvider provider, IReadOnlyList<string> includes, SpfProviderSource source)
    {
        var what = string.Join(" and ", includes);
        var who = source.By == SpfProviderSourceKind.Vendor ? $"{provider.DisplayName} documents {what}" : $"{what} is documented for {provider.DisplayName} by others";
        return new(FindingSeverity.Information, "SPF-NEW-PROVIDER", string.Create(CultureInfo.InvariantCulture, $"{who}; the page was read on {source.Date:yyyy-MM-dd}."), "", source.Url);
    }

    /// <summary>A domain of two labels is no subdomain: there the include is surely of no use for what the provider sends.</summary>
    private static Finding ReturnPath(SpfProvider provider, DnsName? domain) => new(
        domain?.LabelCount == 2 ? FindingSeverity.Warning : FindingSeverity.Information,
        "SPF-NEW-PROVIDER-RETURN-PATH",
        $"The include of {provider.DisplayName} is of use on the MAIL FROM domain only{(domain is null ? "" : $"; see whether that is {domain}")}. {provider.Note}",
        "Make the record for that name (-Domain), and leave it out of others.",
        provider.Reference);

    public static Finding NotLookedUp(int count) => new(
        FindingSeverity.Information, "SPF-NEW-NOT-LOOKED-UP", $"Nothing was looked up: {count} look-up{(count == 1 ? " is" : "s are")} needed by the terms of this record, and what they lead to may need more.", "Make it again without -NoLookup before it is published.", "RFC 7208 section 4.6.4");

    public static Finding Proof(SpfCheckResult result)
    {
        var sender = result.MailFrom.Length > 0 ? result.MailFrom : $"<> with the HELO name {result.HeloName}";
        var reason = result.Problem is { } problem ? problem.Message
            : result.MatchedDirective is { } match ? $"'{PlainText.Excerpt(match.Text)}' decides."
            : "No term matches.";
        return new(
            FindingSeverity.Warning,
            result.Result == SpfResult.TempError ? "SPF-NEW-PROVE-UNKNOWN" : "SPF-NEW-PROVE-NOT-PASSED",
            $"{result.IPAddress} does not pass for {PlainText.Excerpt(sender)}: {result.Result}. {reason}",
            result.Result == SpfResult.TempError ? "Prove it again when the DNS answers." : "Add what this sender is covered by, or let it send through what is.",
            result.Problem?.Reference ?? "RFC 7208 section 2.6");
    }
}
