using System.Globalization;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dmarc;

/// <summary>Tags of RFC 7489 that RFC 9989 took out: who asks for one is told why it is gone, and what does the same.</summary>
internal static class DmarcRemovedTags
{
    /// <summary>A refusal for each that was asked for.</summary>
    public static IEnumerable<RecordRefusal> Of(DmarcBuildRequest request)
    {
        if (request.Percent is { } percent)
        {
            yield return Refusal(
                $"'pct={PlainText.Excerpt(percent)}' is no part of DMARC any more (RFC 9989 appendix A.6): but for 0 and 100, receivers never applied it alike. {InPlaceOf(percent)}",
                percent);
        }
        if (request.ReportInterval is { } interval)
            yield return Refusal($"'ri={PlainText.Excerpt(interval)}' is no part of DMARC any more (RFC 9989 appendix C.5.2): receivers send aggregate reports about once a day, whatever it says. Leave -ReportInterval out.", interval);
        if (request.ReportFormat is { } format)
            yield return Refusal($"'rf={PlainText.Excerpt(format)}' is no part of DMARC any more (RFC 9989 appendix C.5.2): failure reports have one format, that of RFC 9991. Leave -ReportFormat out.", format);
    }

    private static string InPlaceOf(string percent) =>
        int.TryParse(percent.Trim().TrimEnd('%'), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number switch
        {
            0 => "Use -Testing (t=y) in its place: failing mail is then treated one level below the policy.",
            100 => "Leave -Percent out: the policy holds for all mail.",
            _ => "To go in steps, publish -Stage Quarantine -Testing, then -Stage Quarantine, then -Stage Reject -Testing, then -Stage Reject, and read the reports between.",
        } : "Use -Testing (t=y) to try a policy, or leave -Percent out.";

    private static RecordRefusal Refusal(string message, string subject) => new(RecordRefusalCode.RemovedTag, message, subject);
}
