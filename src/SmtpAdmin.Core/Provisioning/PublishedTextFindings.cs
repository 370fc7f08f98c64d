using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What is to be said of the name where a new record is to stand, whatever its kind.</summary>
/// <param name="prefix">What the codes begin with, as <c>DMARC-NEW</c>.</param>
/// <param name="kind">How records of the kind begin, as <c>v=DMARC1</c>.</param>
/// <param name="reference">The section that says that a name has one of them.</param>
internal sealed class PublishedTextFindings(string prefix, string kind, string reference)
{
    private const int MostShown = 3;
    private const int ExcerptLength = 200;

    /// <summary>What is to be said.</summary>
    /// <param name="published">The texts; null when nobody was asked.</param>
    /// <param name="value">The new record.</param>
    public IEnumerable<Finding> Of(PublishedText? published, string value)
    {
        if (published is null) yield break;
        var (name, answer) = (published.Name, published.Answer);
        if (answer.Aliases.Count > 0)
            yield return new(FindingSeverity.Warning, $"{prefix}-ALIAS", $"{name} is an alias of {answer.CanonicalName}, and no other record can stand beside an alias.", $"Publish the record at {answer.CanonicalName} if that is yours, or remove the alias first.", "RFC 1034 section 3.6.2");
        switch (PublishedText.StatusOf(published, value))
        {
            case PublishedTextStatus.Unknown:
                yield return new(FindingSeverity.Warning, $"{prefix}-PUBLISHED-UNKNOWN", $"Whether {name} has a record already is not known: the TXT look-up ended with {answer.OutcomeText}.", "Look again before the record is published: a second one beside it makes both void.", reference);
                break;
            case PublishedTextStatus.Same:
                yield return new(FindingSeverity.Information, $"{prefix}-UNCHANGED", $"{name} publishes just this record already.", "", reference);
                break;
            case PublishedTextStatus.Other:
                yield return new(FindingSeverity.Information, $"{prefix}-REPLACES", $"{name} publishes {Shown(published.OfKind)}, which the new record is to replace.", "Put the new record in the place of the old one, not beside it: of two, none holds.", reference);
                break;
            case PublishedTextStatus.Several:
                yield return new(FindingSeverity.Warning, $"{prefix}-SEVERAL", $"{name} publishes {published.OfKind.Count} records that begin with '{kind}', of which none holds: {Shown(published.OfKind)}.", "Put the new record in the place of all of them.", reference);
                break;
        }
        if (published.IsWildcard)
            yield return new(FindingSeverity.Information, $"{prefix}-WILDCARD", $"The TXT records of {name} come from a wildcard above it. Once a record stands at the name itself, the wildcard does not reach there any more.", "", "RFC 4592 section 2.2.1");
        else if (published.Others.Count > 0)
            yield return new(FindingSeverity.Information, $"{prefix}-OTHER-TEXT", $"{name} has TXT records of another kind: {Shown(published.Others)}.", "Remove them: they mean nothing there, and a record that was meant as one of this kind is misspelt.", reference);
    }

    private static string Shown(IReadOnlyList<string> texts) =>
        string.Join(", ", texts.Take(MostShown).Select(text => $"'{PlainText.Excerpt(text, ExcerptLength)}'")) + (texts.Count > MostShown ? $" and {texts.Count - MostShown} more" : "");
}
