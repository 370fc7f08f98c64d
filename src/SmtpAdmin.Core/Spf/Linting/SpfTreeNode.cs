using System.Globalization;

namespace SmtpAdmin.Spf;

/// <summary>A line of the tree that people read: a term, or several plain networks in one.</summary>
/// <param name="Text">The term.</param>
/// <param name="Note">What it costs and the running total, and what is wrong with it; empty where there is nothing to say.</param>
/// <param name="Status">What is to be said of it.</param>
/// <param name="Children">The terms of the record within it.</param>
public sealed record SpfTreeNode(string Text, string Note, SpfTermStatus Status, IReadOnlyList<SpfTreeNode> Children)
{
    private const int FewNetworks = 3; // of one's own record each has a line; in records of others they are summed up

    /// <summary>The record as a tree; null when there is none.</summary>
    /// <param name="report">The report.</param>
    public static SpfTreeNode? Of(SpfRecordReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return report.Record is null ? null : Of(report.Domain, report.LookupCount, report.VoidLookupCount, report.VoidLookupFamily, report.Terms);
    }

    internal static SpfTreeNode Of(string? domain, int lookups, int voidLookups, string? family, IReadOnlyList<SpfReportTerm> terms)
    {
        var note = string.Create(CultureInfo.InvariantCulture, $"{lookups} of {SpfCheckOptions.MaxLookups} look-ups{(voidLookups > 0 ? $"; find nothing: {voidLookups}{(family is null ? "" : $" for {family} senders")}" : "")}");
        return new SpfTreeNode(domain ?? "record", note, lookups > SpfCheckOptions.MaxLookups ? SpfTermStatus.Error : SpfTermStatus.Ok, Rows(terms, isOwn: true));
    }

    private static List<SpfTreeNode> Rows(IReadOnlyList<SpfReportTerm> terms, bool isOwn)
    {
        var nodes = new List<SpfTreeNode>();
        for (var at = 0; at < terms.Count;)
        {
            var end = at;
            while (end < terms.Count && IsPlain(terms[end]) && terms[end].Qualifier == terms[at].Qualifier) end++;
            if (end - at > FewNetworks && !isOwn)
            {
                nodes.Add(new SpfTreeNode(string.Create(CultureInfo.InvariantCulture, $"{terms[at].Term} and {end - at - 1} more networks"), "", SpfTermStatus.Ok, []));
                at = end;
                continue;
            }
            nodes.Add(Node(terms[at++]));
        }
        return nodes;
    }

    private static bool IsPlain(SpfReportTerm term) => term is { Mechanism: SpfMechanism.Ip4 or SpfMechanism.Ip6, Status: SpfTermStatus.Ok };

    private static SpfTreeNode Node(SpfReportTerm term)
    {
        var cost = term.LookupCount == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"+{term.LookupCount} = {term.RunningTotal}");
        var note = string.Join(", ", ((string[])[cost, Word(term)]).Where(text => text.Length > 0));
        return new SpfTreeNode(term.Term, note, term.Status, Rows(term.Record?.Terms ?? [], isOwn: false));
    }

    private static string Word(SpfReportTerm term) => term.Status switch
    {
        SpfTermStatus.BySender => "hangs on the sender",
        SpfTermStatus.Ignored => "ignored",
        SpfTermStatus.Void => term.VoidLookupFamily is { } family ? $"finds nothing for {family}" : "finds nothing",
        SpfTermStatus.Unknown => "unknown",
        SpfTermStatus.LeftOut => "left out",
        SpfTermStatus.Error => term.Record?.Status switch
        {
            SpfWalkStatus.None => "NO RECORD",
            SpfWalkStatus.Several => "SEVERAL RECORDS",
            SpfWalkStatus.Loop => "LOOP",
            SpfWalkStatus.BadName => "BAD NAME",
            SpfWalkStatus.Found => "FAULTY",
            _ when term.Mechanism == SpfMechanism.Mx => "TOO MANY EXCHANGERS",
            _ => "FAULTY",
        },
        _ when term.RunningTotal > SpfCheckOptions.MaxLookups && term.LookupCount > 0 => "OVER THE LIMIT",
        _ => "",
    };
}
