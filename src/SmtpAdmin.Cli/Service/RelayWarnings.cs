using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Service;

/// <summary>What an administrator should look at, on the error stream.</summary>
internal static class RelayWarnings
{
    /// <summary>Findings as sentences.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<Finding> findings) =>
        findings.Where(finding => finding.Severity > FindingSeverity.Information).Select(finding => $"{finding.Message} {finding.Remedy}");

    /// <summary>What a relay took down since a time, the oldest first.</summary>
    public static IEnumerable<string> Since(SmtpRelayStatus status, DateTimeOffset time) => status.LastErrors.Where(error => error.Time >= time).Reverse().Select(error => error.Text);

    public static void Tell(string warning) => Usage.Report($"warning: {PlainText.Clean(warning)}");
}
