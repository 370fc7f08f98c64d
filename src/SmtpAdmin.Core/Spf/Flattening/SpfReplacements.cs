using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Tells what a term was replaced by, and which answers that comes from.</summary>
internal static class SpfReplacements
{
    public static SpfReplacement Of(SpfWalkedTerm term, IReadOnlyList<SpfStep> steps, string domain)
    {
        var kept = new HashSet<SpfWalkedTerm>(steps.OfType<SpfKeptStep>().Select(step => step.Term), ReferenceEqualityComparer.Instance);
        return new SpfReplacement
        {
            Term = term.Term.Text,
            Domain = domain,
            LookupCount = term.LookupCount,
            Networks = [.. SpfAddressSets.Union(steps.OfType<SpfListedStep>().Select(step => step.Addresses)).Networks],
            Answers = [.. Answers(term, [term.Term.Text], kept)],
        };
    }

    private static IEnumerable<SpfReplacementAnswer> Answers(SpfWalkedTerm term, string[] path, HashSet<SpfWalkedTerm> kept)
    {
        var own = term.Answers.Concat(term.Record?.Answer is { } answer ? (DnsAnswer[])[answer] : []).Select(known => SpfReplacementAnswer.Of(known, path));
        return term.Record is null ? own : own.Concat(SpfCost.Reachable(term.Record).Where(inner => !kept.Contains(inner)).SelectMany(inner => Answers(inner, [.. path, inner.Term.Text], kept)));
    }
}
