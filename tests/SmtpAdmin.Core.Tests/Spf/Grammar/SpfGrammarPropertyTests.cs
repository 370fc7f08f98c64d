using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Spf.Support;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Grammar;

/// <summary>Any octets as a record: read, or told what is wrong, and never more.</summary>
public sealed class SpfGrammarPropertyTests
{
    [Fact]
    public void Any_octets_are_read_or_told_what_is_wrong_with_them() => Holds(text =>
    {
        var record = SpfRecord.Parse(text);
        if (record.Text != text || record.IsValid != (record.Problems.Count == 0)) return false;
        if (SpfRecord.IsSpf(text) && record.Terms.Count + record.Problems.Count < text[SpfRecord.Version.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Length) return false;
        return record.Terms.All(term => text.AsSpan(term.Position).StartsWith(term.Text))
            && record.Problems.All(problem => text.Contains(problem.Term.TrimEnd('.'), StringComparison.Ordinal) || !SpfRecord.IsSpf(text))
            && record.Problems.All(problem => !problem.Message.Any(char.IsControl) && problem.Message.Length < 500 && problem.Reference.StartsWith("RFC 7208 section ", StringComparison.Ordinal));
    });

    [Fact]
    public void What_was_read_reads_the_same_again_alone_and_among_others() => Holds(text =>
    {
        foreach (var term in SpfRecord.Parse(text).Terms.Take(50))
        {
            var alone = SpfRecord.Parse($"v=spf1 {term.Text}");
            if (!alone.IsValid || alone.Terms.Count != 1 || alone.Terms[0].GetType() != term.GetType() || alone.Terms[0].CostsLookup != term.CostsLookup) return false;
            if (term is SpfDirective directive && alone.Directives[0] is var again
                && (again.Mechanism, again.Qualifier, again.Network, again.Ip4PrefixLength, again.Ip6PrefixLength, again.Domain?.Text)
                    != (directive.Mechanism, directive.Qualifier, directive.Network, directive.Ip4PrefixLength, directive.Ip6PrefixLength, directive.Domain?.Text)) return false;
        }
        return true;
    });

    [Fact]
    public void A_record_whose_terms_are_each_right_is_right_but_for_what_stands_there_twice() => Holds(text =>
    {
        var record = SpfRecord.Parse(text);
        var joined = SpfRecord.Parse($"v=spf1 {string.Join(' ', record.Terms.Select(term => term.Text))}");
        return joined.Terms.Count == record.Terms.Count && joined.Problems.All(problem => problem.Message.Contains("twice", StringComparison.Ordinal));
    });

    private static void Holds(Func<string, bool> property) =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), seed =>
        {
            var random = new Random(seed);
            return property(random.Next(4) == 0 ? $"v=spf1 {RandomSpf.Octets(random, random.Next(200))}" : RandomSpf.Record(random));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(SpfInputs.Count));
}
