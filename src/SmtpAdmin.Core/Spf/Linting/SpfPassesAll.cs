namespace SmtpAdmin.Spf;

/// <summary>Whether a record passes everybody, or nearly.</summary>
internal static class SpfPassesAll
{
    /// <summary>The term that passes everybody who comes to it; null where there is none. Terms that fail some before it do not help: the rest of the Internet passes.</summary>
    public static string? Of(SpfWalkedRecord record)
    {
        foreach (var term in record.Terms)
        {
            if (term.IsIgnored) continue;
            if (term.Term is SpfDirective { Qualifier: SpfQualifier.Pass } directive)
            {
                if (SpfReach.MatchesEverybody(term) || IsAllOfIPv4(term)) return directive.Text;
                if (term.Record is { } inner && Of(inner) is { } passes) return $"{directive.Text} ({passes})";
            }
            else if (SpfReach.MatchesEverybody(term)) return null;
        }
        var redirect = record.Terms.FirstOrDefault(term => term is { Term: SpfModifier { IsRedirect: true }, IsIgnored: false });
        return redirect?.Record is { } other && Of(other) is { } last ? $"{redirect.Term.Text} ({last})" : null;
    }

    private static bool IsAllOfIPv4(SpfWalkedTerm term) => term.Networks.Any(network => network is { IsIPv6: false, PrefixLength: 0 });
}
