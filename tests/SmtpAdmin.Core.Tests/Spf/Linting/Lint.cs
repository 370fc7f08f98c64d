using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Linting;

/// <summary>Checks records against a DNS of a few names.</summary>
internal static class Lint
{
    public const string Domain = "example.com";

    /// <summary>Checks what the domain publishes.</summary>
    public static Task<SpfRecordReport> PublishedAsync(StubResolver dns, string domain = Domain, SpfRecordCheckOptions? options = null) =>
        new SpfRecordChecker(dns, TimeProvider.System).CheckAsync(domain, null, options ?? new SpfRecordCheckOptions(), TestContext.Current.CancellationToken);

    /// <summary>Publishes a record at the domain, and checks it.</summary>
    public static Task<SpfRecordReport> RecordAsync(string record, StubResolver? dns = null) => PublishedAsync((dns ?? new StubResolver()).Txt(Domain, record));

    /// <summary>Checks a record of which nobody knows where it will stand.</summary>
    public static Task<SpfRecordReport> GivenAsync(string record, StubResolver? dns = null, string? domain = null) =>
        new SpfRecordChecker(dns ?? new StubResolver(), TimeProvider.System).CheckAsync(domain, SpfRecord.Parse(record), new SpfRecordCheckOptions(), TestContext.Current.CancellationToken);

    /// <summary>The only finding with a code.</summary>
    public static Finding Single(SpfRecordReport report, string code)
    {
        var finding = Assert.Single(report.Findings, finding => finding.Code == code);
        Assert.NotEmpty(finding.Message);
        Assert.NotEmpty(finding.Reference);
        return finding;
    }

    /// <summary>What was found, as codes.</summary>
    public static string[] Codes(SpfRecordReport report) => [.. report.Findings.Select(finding => finding.Code)];
}
