using SmtpAdmin.Dns;

namespace SmtpAdmin.Spf;

/// <summary>Counts what a check has cost, and remembers what ended it (RFC 7208 section 4.6.4).</summary>
/// <param name="maxVoidLookups">How many look-ups may find nothing.</param>
internal sealed class SpfLimits(int maxVoidLookups)
{
    private const string Section = "RFC 7208 section 4.6.4";

    /// <summary>How many terms cost a look-up.</summary>
    public int Lookups { get; private set; }

    /// <summary>How many look-ups found nothing.</summary>
    public int VoidLookups { get; private set; }

    /// <summary>What ended the check; null while it goes on.</summary>
    public SpfProblem? Problem { get; private set; }

    /// <summary>What the problem makes of the check.</summary>
    public SpfResult Result => Problem is { IsTemporary: true } ? SpfResult.TempError : SpfResult.PermError;

    /// <summary>Counts a term that costs a look-up.</summary>
    /// <returns>Whether the check goes on.</returns>
    public bool CountLookup(string domain, SpfTerm term) =>
        ++Lookups <= SpfCheckOptions.MaxLookups
        || Stop(SpfProblemKind.LookupLimit, $"More than {SpfCheckOptions.MaxLookups} terms need a look-up: '{Shown(term)}' in {domain} is number {Lookups}.", domain, term, Section);

    /// <summary>Counts a look-up that found nothing.</summary>
    /// <returns>Whether the check goes on.</returns>
    public bool CountVoid(DnsAnswer answer, string domain, SpfTerm term) =>
        ++VoidLookups <= maxVoidLookups
        || Stop(SpfProblemKind.VoidLookupLimit, $"More than {maxVoidLookups} look-up{(maxVoidLookups == 1 ? "" : "s")} found nothing: {answer.Type} of {answer.Name}, for '{Shown(term)}' in {domain}, is number {VoidLookups}.", domain, term, Section);

    /// <summary>Counts the look-up for the record that a term names, which found nothing: that the record is missing ends the check (RFC 7208 sections 5.2 and 6.1).</summary>
    public void CountVoidRecord() => VoidLookups++;

    /// <summary>Ends the check.</summary>
    /// <returns>False: it does not go on.</returns>
    public bool Stop(SpfProblemKind kind, string message, string domain, SpfTerm? term, string reference)
    {
        Problem ??= new SpfProblem(kind, message, domain, term?.Text, reference);
        return false;
    }

    private static string Shown(SpfTerm term) => PlainText.Excerpt(term.Text);
}
