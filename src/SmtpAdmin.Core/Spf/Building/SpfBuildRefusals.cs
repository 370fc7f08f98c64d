namespace SmtpAdmin.Spf;

/// <summary>What makes a record wrong by itself: what every receiver would answer with a permanent error, and what passes everybody.</summary>
internal static class SpfBuildRefusals
{
    private const int Costliest = 4;
    private static readonly string[] PassesAll = ["SPF-PASS-ALL", "SPF-EXISTS-ALL", "SPF-INCLUDE-PASSES-ALL"];

    /// <summary>Without look-ups a record can be proved only where none of its terms needs one.</summary>
    public static SpfRefusal? OfProve(SpfRecord record, SpfDraft draft, bool noLookup) =>
        noLookup && draft.Prove.Count > 0 && record.Terms.FirstOrDefault(term => term.CostsLookup) is { } term
            ? new SpfRefusal(SpfRefusalCode.ProveNeedsLookup, $"What '{PlainText.Excerpt(term.Text)}' says of a sender can be known from the DNS alone. Leave -NoLookup out, or -Prove.", term.Text)
            : null;

    public static IEnumerable<SpfRefusal> Of(SpfRecordReport report)
    {
        if (report.LookupCount > SpfCheckOptions.MaxLookups) yield return TooMany(report);
        foreach (var refusal in OfTerms(report.Terms, [])) yield return refusal;
        foreach (var finding in report.Findings.Where(finding => finding.Severity == FindingSeverity.Error && PassesAll.Contains(finding.Code)))
            yield return new SpfRefusal(SpfRefusalCode.AuthorizesEverybody, $"{finding.Message} {finding.Remedy}");
    }

    private static SpfRefusal TooMany(SpfRecordReport report)
    {
        var most = report.Terms.Where(term => term.LookupCount > 0).OrderByDescending(term => term.LookupCount).Take(Costliest).Select(term => $"'{PlainText.Excerpt(term.Term)}' {term.LookupCount}");
        return new SpfRefusal(
            SpfRefusalCode.TooManyLookups,
            $"The record needs {report.LookupCount} look-ups{(SpfBuildFindings.IsComplete(report) ? "" : " at least")}, and receivers make {SpfCheckOptions.MaxLookups} (RFC 7208 section 4.6.4); beyond that every sender that is found late gets a permanent error. Most are needed by {string.Join(", ", most)}. "
            + "Leave out what does not send with this domain in MAIL FROM, name addresses in the place of -A and -Mx, give a service a subdomain of its own, or make the record with -NoLookup and see Optimize-SpfRecord.");
    }

    private static IEnumerable<SpfRefusal> OfTerms(IReadOnlyList<SpfReportTerm> terms, IReadOnlyList<string> path)
    {
        foreach (var term in terms)
        {
            if (term.Status == SpfTermStatus.Ignored) continue;
            if (term.Status == SpfTermStatus.Error) yield return Of(term, path);
            else if (term.Record is { } inner)
            {
                foreach (var refusal in OfTerms(inner.Terms, [.. path, inner.Domain])) yield return refusal;
            }
        }
    }

    private static SpfRefusal Of(SpfReportTerm term, IReadOnlyList<string> path)
    {
        var text = PlainText.Excerpt(term.Term);
        var where = path.Count > 0 ? $" in the record of {PlainText.Excerpt(path[^1])}" : "";
        var isRedirect = term.Mechanism is null;
        var target = PlainText.Excerpt(term.Record?.Domain ?? term.Target ?? "");
        var (code, reason) = term.Record?.Status switch
        {
            SpfWalkStatus.None => (isRedirect ? SpfRefusalCode.RedirectWithoutRecord : SpfRefusalCode.IncludeWithoutRecord, $"{target} publishes no SPF record"),
            SpfWalkStatus.Several => (SpfRefusalCode.BrokenTerm, $"{target} publishes several SPF records"),
            SpfWalkStatus.BadName => (SpfRefusalCode.BrokenTerm, $"{target} is a name that cannot be asked for"),
            SpfWalkStatus.Loop => (SpfRefusalCode.Loop, $"{target} leads back to itself"),
            SpfWalkStatus.Found => (SpfRefusalCode.BrokenTerm, $"the record of {target} is wrong"),
            _ => (SpfRefusalCode.BrokenTerm, term.Mechanism == SpfMechanism.Mx ? $"{target} has more than {SpfMxLimit.Most} mail exchangers" : "it is wrong"),
        };
        var remedy = path.Count > 0 ? $"Tell those who run {PlainText.Excerpt(path[0])}, and leave it out until they have mended it." : "Look whether the name is right, or leave it out.";
        return new SpfRefusal(code, $"'{text}'{where} ends every check that comes to it in a permanent error: {reason}. {remedy}", path.Count > 0 ? path[0] : term.Term);
    }
}
