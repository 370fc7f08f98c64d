using SmtpAdmin.Spf;
using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>The check of a sender, for people.</summary>
internal static class SpfCheckView
{
    public static void Write(SpfCheckResult result)
    {
        var colour = result.Result switch
        {
            SpfResult.Pass => "green",
            SpfResult.Fail or SpfResult.PermError => "red",
            _ => "yellow",
        };
        var sender = result.MailFrom.Length > 0 ? result.MailFrom : $"<> {result.HeloName}";
        WrappedRow.Write($"[{colour}]{result.Result,-9}[/]", $"{Shown(result.IPAddress.ToString())}  {Shown(sender)}  [dim]{result.LookupCount} of {SpfCheckOptions.MaxLookups} look-ups, {result.VoidLookupCount} void[/]");
        if (result.MatchedDirective is { } match) Row("by", match.ToString());
        if (result.Problem is { } problem) Row("problem", $"{problem.Message} ({problem.Reference})");
        if (result.Explanation is { } explanation) Row("says", explanation);
        if (result.Trace is { } trace) Terminal.Out.Write(SpfTraceTree.Of(trace));
    }

    private static void Row(string label, string text) => WrappedRow.Write($"  [dim]{label,-7}[/]", Shown(text));

    private static string Shown(string text) => Markup.Escape(PlainText.Clean(text));
}
