namespace SmtpAdmin.Spf;

/// <summary>What a record says of a sender that nothing in it matches.</summary>
/// <param name="Record">The record that says it: the last one of the redirects.</param>
/// <param name="All">Its <c>all</c>; null for none, which means neutral (RFC 7208 section 4.7).</param>
internal sealed record SpfLastWord(SpfWalkedRecord Record, SpfDirective? All)
{
    /// <summary>Follows the redirects; null where one leads to no record that could be read.</summary>
    public static SpfLastWord? Of(SpfWalkedRecord record)
    {
        while (true)
        {
            if (record.Record is not { } found) return null;
            var all = Array.Find(found.Directives, directive => directive.Mechanism == SpfMechanism.All);
            if (all is not null || record.Terms.FirstOrDefault(term => term.Term is SpfModifier { IsRedirect: true }) is not { } redirect) return new SpfLastWord(record, all);
            if (redirect.Record is null) return null;
            record = redirect.Record;
        }
    }
}
