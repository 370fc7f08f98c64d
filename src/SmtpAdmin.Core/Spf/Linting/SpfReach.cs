namespace SmtpAdmin.Spf;

/// <summary>What a record says of every address, as far as it does not hang on more than the address.</summary>
internal sealed class SpfReach
{
    private static readonly SpfNetwork[] Everything = [SpfNetwork.OfBits(isIPv6: false, UInt128.Zero, 0), SpfNetwork.OfBits(isIPv6: true, UInt128.Zero, 0)];

    private SpfReach()
    {
    }

    /// <summary>The addresses that pass.</summary>
    public SpfAddressSet Passing { get; } = new();

    /// <summary>The addresses of which the record says anything.</summary>
    public SpfAddressSet Decided { get; } = new();

    /// <summary>Works a record out, term by term (RFC 7208 section 4.6.2): what an earlier one matched, a later one does not change. At an eleventh look-up it ends: who comes so far ends in permanent error.</summary>
    /// <param name="record">The record.</param>
    /// <param name="before">How many look-ups were made before it.</param>
    public static SpfReach Of(SpfWalkedRecord record, int before)
    {
        var reach = new SpfReach();
        foreach (var term in record.Terms)
        {
            if (term is not { Term: SpfDirective directive, IsIgnored: false }) continue;
            if (Matching(term, before) is { } matched)
            {
                if (directive.Qualifier == SpfQualifier.Pass) reach.Pass(matched);
                reach.Decided.Add(matched);
            }
            before += term.LookupCount;
            if (before > SpfCheckOptions.MaxLookups) return reach; // no check comes further
        }
        if (record.Terms.FirstOrDefault(term => term is { Term: SpfModifier { IsRedirect: true }, IsIgnored: false }) is { Record: { } other } redirect && before + redirect.OwnLookupCount <= SpfCheckOptions.MaxLookups)
        {
            var end = Of(other, before + redirect.OwnLookupCount);
            reach.Pass(end.Passing);
            reach.Decided.Add(end.Decided);
        }
        return reach;
    }

    /// <summary>The addresses that a term matches, whatever stands before it; null where that hangs on more than the address, or matches nothing.</summary>
    /// <param name="term">The term.</param>
    /// <param name="before">How many look-ups were made before it.</param>
    public static SpfAddressSet? Matching(SpfWalkedTerm term, int before)
    {
        if (term.LookupCount > 0 && before + term.OwnLookupCount > SpfCheckOptions.MaxLookups) return null;
        if (term.Record is { } inner) return Of(inner, before + term.OwnLookupCount).Passing;
        IEnumerable<SpfNetwork> networks = MatchesEverybody(term) ? Everything : term.Networks;
        var set = new SpfAddressSet();
        foreach (var network in networks) set.Add(network);
        return set.IsEmpty ? null : set;
    }

    /// <summary>Some address may pass the record: a term says so, or hangs on more than the address, or is not known.</summary>
    public static bool MayPassSomebody(SpfWalkedRecord record) => record.Status switch
    {
        SpfWalkStatus.Unknown or SpfWalkStatus.ByMacro or SpfWalkStatus.LeftOut => true,
        SpfWalkStatus.Found => record.Terms.Any(MayPassSomebody),
        _ => false,
    };

    private static bool MayPassSomebody(SpfWalkedTerm term)
    {
        if (term.IsIgnored || term.Term is not (SpfDirective { Qualifier: SpfQualifier.Pass } or SpfModifier { IsRedirect: true })) return false;
        if (term.Record is { } inner) return MayPassSomebody(inner);
        return term.Networks.Count > 0 || MatchesEverybody(term) || term.IsUnknown || (term.Answers.Count == 0 && term.LookupCount > 0);
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
