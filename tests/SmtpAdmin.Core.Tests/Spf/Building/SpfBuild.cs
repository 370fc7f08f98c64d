using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Building;

/// <summary>Makes records in tests.</summary>
internal static class SpfBuild
{
    public static Task<SpfBuildResult> RunAsync(SpfBuildRequest request, StubResolver? resolver = null) =>
        new SpfRecordBuilder(resolver ?? new StubResolver(), TimeProvider.System).BuildAsync(request, TestContext.Current.CancellationToken);

    /// <summary>The record that is made; fails where it is refused.</summary>
    public static async Task<SpfNewRecord> MakeAsync(SpfBuildRequest request, StubResolver? resolver = null)
    {
        var result = await RunAsync(request, resolver);
        Assert.Equal([], result.Refusals.Select(refusal => refusal.ToString()));
        return result.Record!;
    }

    /// <summary>The one refusal; fails where the record is made.</summary>
    public static async Task<SpfRefusal> RefuseAsync(SpfBuildRequest request, StubResolver? resolver = null)
    {
        var result = await RunAsync(request, resolver);
        Assert.Null(result.Record);
        return Assert.Single(result.Refusals);
    }

    public static IEnumerable<string> CodesOf(SpfNewRecord record, string prefix = "") => record.Findings.Select(finding => finding.Code).Where(code => code.StartsWith(prefix, StringComparison.Ordinal));
}
