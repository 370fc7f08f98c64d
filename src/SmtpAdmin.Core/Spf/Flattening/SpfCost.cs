using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>What terms cost a receiver that tries all of them.</summary>
/// <param name="Lookups">How many of the ten look-ups.</param>
/// <param name="Void4">How many look-ups find nothing for an IPv4 sender.</param>
/// <param name="Void6">How many find nothing for an IPv6 sender.</param>
/// <param name="UsesNames">The macro <c>p</c> is used, whose first use costs a look-up of its own.</param>
/// <param name="IsOpen">A record is included by a macro: nobody knows what it costs.</param>
internal readonly record struct SpfCost(int Lookups, int Void4, int Void6, bool UsesNames, bool IsOpen)
{
    public int MostLookups => Lookups + (UsesNames ? 1 : 0);

    public int MostVoid => Math.Max(Void4, Void6);

    public static SpfCost Of(SpfWalkedRecord record) => Sum(Reachable(record).Select(Of));

    public static SpfCost Of(SpfWalkedTerm term)
    {
        if (!term.Term.CostsLookup) return default;
        var own = new SpfCost(1, 0, 0, Spec(term.Term)?.Uses('p') == true, term.Record?.Status == SpfWalkStatus.ByMacro);
        if (term.Record is null) return own with { Void4 = term.VoidLookupCount4, Void6 = term.VoidLookupCount6 };
        var voids = term.Record.Answer?.Outcome is DnsOutcome.NoData or DnsOutcome.NxDomain ? 1 : 0;
        return Sum([own with { Void4 = voids, Void6 = voids }, Of(term.Record)]);
    }

    public static SpfCost Sum(IEnumerable<SpfCost> costs) => costs.Aggregate(default(SpfCost), (sum, cost) =>
        new SpfCost(sum.Lookups + cost.Lookups, sum.Void4 + cost.Void4, sum.Void6 + cost.Void6, sum.UsesNames | cost.UsesNames, sum.IsOpen | cost.IsOpen));

    /// <summary>The terms that a check may come to: directives before an <c>all</c>, and <c>redirect=</c> where there is none.</summary>
    public static IEnumerable<SpfWalkedTerm> Reachable(SpfWalkedRecord record)
    {
        var directives = record.Terms.Where(term => term.Term is SpfDirective).TakeWhile(term => term.Term is not SpfDirective { Mechanism: SpfMechanism.All });
        return directives.Concat(Redirect(record) is { } redirect ? [redirect] : []);
    }

    /// <summary>The <c>redirect=</c> that counts; null where there is none.</summary>
    public static SpfWalkedTerm? Redirect(SpfWalkedRecord record) =>
        record.Record is { HasAll: false } ? record.Terms.FirstOrDefault(term => term.Term is SpfModifier { IsRedirect: true }) : null;

    private static SpfMacroString? Spec(SpfTerm term) => term switch { SpfDirective directive => directive.Domain, SpfModifier modifier => modifier.Value, _ => null };
}
