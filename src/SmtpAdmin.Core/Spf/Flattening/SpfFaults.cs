using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Finds what in a record, or in those within it, must be mended or known before anything can be made of it.</summary>
internal static class SpfFaults
{
    /// <summary>How many networks may stand in all records: many more than fit in ten records, and few enough to work on.</summary>
    public const int MaxNetworks = 5000;

    private const int MaxTold = 10;

    /// <summary>What is wrong; empty where all is known and well formed. Too many look-ups are no fault here.</summary>
    public static IReadOnlyList<SpfFault> Of(SpfWalkedRecord record)
    {
        var faults = OfRecord(record, null, null).Take(MaxTold).ToList();
        var networks = Networks(record).Take(MaxNetworks + 1).Count();
        if (networks > MaxNetworks) faults.Add(TooLarge("SPF-TOO-LARGE", $"The record of {Shown(record.Domain)} and those within it name more than {MaxNetworks} networks."));
        return faults;
    }

    /// <summary>The status that they give: what is certain goes before what is not known.</summary>
    public static SpfOptimizationStatus Status(IReadOnlyList<SpfFault> faults) =>
        faults.Select(fault => fault.Status).OrderBy(status => status == SpfOptimizationStatus.Unknown ? 1 : 0).First();

    private static IEnumerable<SpfNetwork> Networks(SpfWalkedRecord record) => record.All().SelectMany(inner => inner.Terms).SelectMany(term => term.Networks);

    /// <param name="record">The record.</param>
    /// <param name="by">The term that leads to it; null for the domain's own.</param>
    /// <param name="own">The domain, where it is the domain's own record that the term stands in.</param>
    private static IEnumerable<SpfFault> OfRecord(SpfWalkedRecord record, SpfWalkedTerm? by, string? own)
    {
        var domain = Shown(record.Domain);
        var from = by is null ? "" : $", for '{Shown(by.Term.Text)}'";
        switch (record.Status)
        {
            case SpfWalkStatus.None when by is null:
                return [new(SpfOptimizationStatus.NoRecord, new Finding(FindingSeverity.Error, "SPF-NONE", $"{domain} publishes no SPF record.", "Make one with New-SpfRecord, and publish it.", "RFC 7208 section 4.5"))];
            case SpfWalkStatus.None: return [Broken(Code(by, "NONE"), $"{domain} publishes no SPF record{from}.", "Take the term out, or correct its domain.", "RFC 7208 section 5.2")];
            case SpfWalkStatus.Several: return [Broken(Code(by, "SEVERAL"), $"{domain} publishes several SPF records{from}.", "A domain publishes one: put their terms together.", "RFC 7208 section 4.5")];
            case SpfWalkStatus.BadName: return [Broken(Code(by, "BAD-NAME"), $"{domain} is no domain that can be asked for{from}.", "Correct the domain.", "RFC 7208 section 4.3")];
            case SpfWalkStatus.Loop:
                var isSelf = record.Domain.Equals(own, StringComparison.OrdinalIgnoreCase);
                return [Broken(Code(by, isSelf ? "SELF" : "LOOP"), $"The record of {domain} includes itself{from}.", "Take out the term that leads back.", "RFC 7208 section 4.6.4")];
            case SpfWalkStatus.LeftOut: return [TooLarge("SPF-LEFT-OUT", $"More records are included than can be read: {domain} was left out{from}.")];
            case SpfWalkStatus.Unknown: return [Unknown(Code(by, "UNKNOWN"), record.Answer!)];
            case SpfWalkStatus.ByMacro: return [];
        }
        if (record.Record!.Problems is [var problem, ..])
            return [Broken(Code(by, "SYNTAX"), $"The record of {domain} is wrong{from}. {problem.Message}", "Correct the term.", problem.Reference)];
        return SpfCost.Reachable(record).SelectMany(term => term.Record is { } inner ? OfRecord(inner, term, by is null ? record.Domain : null) : OfTerm(term, domain));
    }

    /// <summary>The code under which Test-SpfRecord tells the same.</summary>
    private static string Code(SpfWalkedTerm? by, string what) => $"{(by is null ? "SPF" : SpfIncludeRules.Head(by))}-{what}";

    private static IEnumerable<SpfFault> OfTerm(SpfWalkedTerm term, string domain)
    {
        if (term.Target is null || term.Term is not SpfDirective { Mechanism: SpfMechanism.A or SpfMechanism.Mx } directive) return [];
        if (term.Answers.FirstOrDefault(answer => !answer.IsConclusive) is { } failed) return [Unknown("SPF-TERM-UNKNOWN", failed)];
        var wanted = 2;
        if (directive.Mechanism == SpfMechanism.Mx && term.Answers is [var exchangers, ..])
        {
            if (SpfMxLimit.IsExceeded(term))
                return [Broken("SPF-MX-LIMIT", $"{Shown(exchangers.Name.ToString())} has {exchangers.Records.Count} mail exchangers, and '{Shown(directive.Text)}' in {domain} may look up {SpfMxLimit.Most}.", "List the addresses in place of the term.", "RFC 7208 section 4.6.4")];
            wanted = 1 + (2 * exchangers.Records.OfType<MxRecord>().Count(record => !record.IsNull));
        }
        return term.Answers.Count == wanted ? [] : [TooLarge("SPF-LEFT-OUT", $"More look-ups are needed than can be made: '{Shown(directive.Text)}' in {domain} was left out.")];
    }

    private static SpfFault Broken(string code, string message, string remedy, string reference) =>
        new(SpfOptimizationStatus.Invalid, new Finding(FindingSeverity.Error, code, message, $"{remedy} Until then receivers see a permanent error, and there is nothing to optimise.", reference));

    private static SpfFault TooLarge(string code, string message) =>
        new(SpfOptimizationStatus.TooLarge, new Finding(FindingSeverity.Error, code, message, "Take terms out: receivers stop after ten look-ups.", "RFC 7208 section 4.6.4"));

    private static SpfFault Unknown(string code, DnsAnswer answer) => new(SpfOptimizationStatus.Unknown, new Finding(
        FindingSeverity.Error, code,
        $"The {answer.Type} records of {Shown(answer.Name.ToString())} could not be looked up: {answer.Outcome}{(answer.Detail.Length > 0 ? $" ({Shown(answer.Detail.TrimEnd('.'))})" : "")}.",
        "Try again later. No record is handed out, because addresses would be missing from it.", "RFC 7208 section 5"));

    private static string Shown(string text) => PlainText.Excerpt(text);
}
