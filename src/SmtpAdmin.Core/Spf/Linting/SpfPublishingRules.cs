using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Whether there is a record at all, and only one.</summary>
internal static class SpfPublishingRules
{
    private const string Selection = "RFC 7208 section 4.5";

    public static IEnumerable<Finding> Judge(SpfLintEvidence evidence)
    {
        yield break;
    }
}
