using System.Runtime.CompilerServices;

namespace SmtpAdmin.Spf;

/// <summary>What a record says of every address, as far as it does not hang on more than the address.</summary>
internal sealed class SpfReach
{
    private static readonly SpfNetwork[] Everything = [SpfNetwork.OfBits(isIPv6: false, UInt128.Zero, 0), SpfNetwork.OfBits(isIPv6: true, UInt128.Zero, 0)];

    private static readonly ConditionalWeakTable<SpfWalkedRecord, SpfReach> Known = []; // each rule asks again, for records within records

    private SpfReach()
    {
    }

    /// <summary>The addresses that pass.</summary>
    public SpfAddressSet Passing { get; } = new();

    /// <summary>The addresses of which the record says anything.</summary>
    public SpfAddressSet Decided { get; } = new();

    /// <summary>Works a record out, term by term (RFC 7208 section 4.6.2): what an earlier one matched, a later one does not change.</summary>
    public static SpfReach Of(SpfWalkedRecord record) => Known.GetValue(record, Work);

    private static SpfReach Work(SpfWalkedRecord record)
    {
        var reach = new SpfReach();
        foreach (var term in record.Terms)
        {
            if (term is not { Term: SpfDirective directive, IsIgnored: false } || Matching(term) is not { } matched) continue;
            if (directive.Qualifier == SpfQualifier.Pass) reach.Pass(matched);
            reach.Decided.Add(matched);
        }
        if (record.Terms.FirstOrDefault(term => term is { Term: SpfModifier { IsRedirect: true }, IsIgnored: false }) is { Record: { } other })
        {
            var end = Of(other);
            reach.Pass(end.Passing);
            reach.Decided.Add(end.Decided);
        }
        return reach;
    }

    /// <summary>The addresses that a term matches, whatever stands before it; null where that hangs on more than the address, or matches nothing.</summary>
    public static SpfAddressSet? Matching(SpfWalkedTerm term)
    {
        if (term.Record is { } inner) return Of(inner).Passing;
        IEnumerable<SpfNetwork> networks = MatchesEverybody(term) ? Everything : term.Networks;
        var set = new SpfAddressSet();
        foreach (var network in networks) set.Add(network);
        return set.IsEmpty ? null : set;
    }

    /// <summary>The term matches every sender: <c>all</c>, or an <c>exists</c> of a name that is there and the same for all.</summary>
    public static bool MatchesEverybody(SpfWalkedTerm term) =>
        term.Term is SpfDirective { Mechanism: SpfMechanism.All }
        || term is { Term: SpfDirective { Mechanism: SpfMechanism.Exists }, Answers: [{ Outcome: Dns.DnsOutcome.Answer }, ..] };

    private void Pass(SpfAddressSet matched)
    {
        var fresh = matched.Copy();
        fresh.Remove(Decided);
        Passing.Add(fresh);
    }
}
