using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>What terms cost a receiver that tries all of them.</summary>
/// <param name="Lookups">How many of the ten look-ups.</param>
/// <param name="Void4">How many look-ups find nothing for an IPv4 sender.</param>
/// <param name="Void6">How many find nothing for an IPv6 sender.</param>
/// <param name="IsOpen">A record is included by a macro: nobody knows what it costs.</param>
internal readonly record struct SpfCost(int Lookups, int Void4, int Void6, bool IsOpen)
{
    public int MostVoid => Math.Max(Void4, Void6);

    public static SpfCost Of(IEnumerable<SpfWalkedTerm> terms) => terms.Aggregate(default(SpfCost), (sum, term) => new SpfCost(
        sum.Lookups + term.LookupCount, sum.Void4 + term.VoidLookupCount4, sum.Void6 + term.VoidLookupCount6, sum.IsOpen || term.Record?.All().Any(record => record.Status == SpfWalkStatus.ByMacro) == true));

    /// <summary>The terms that a check may come to: directives before an <c>all</c>, and <c>redirect=</c> where there is none.</summary>
    public static IEnumerable<SpfWalkedTerm> Reachable(SpfWalkedRecord record)
    {
        var directives = record.Terms.Where(term => term.Term is SpfDirective).TakeWhile(term => term.Term is not SpfDirective { Mechanism: SpfMechanism.All });
        return directives.Concat(Redirect(record) is { } redirect ? [redirect] : []);
    }

    /// <summary>The <c>redirect=</c> that counts; null where there is none.</summary>
    public static SpfWalkedTerm? Redirect(SpfWalkedRecord record) =>
        record.Record is { HasAll: false } ? record.Terms.FirstOrDefault(term => term.Term is SpfModifier { IsRedirect: true }) : null;
}
