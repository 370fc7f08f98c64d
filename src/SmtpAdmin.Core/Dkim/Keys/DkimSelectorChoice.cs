using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>Selectors that say when they were made: <c>s202611a</c> is the first of November 2026. A selector is never used for a second key (RFC 6376 section 3.1).</summary>
internal static class DkimSelectorChoice
{
    private const string Letters = "abcdefghijklmnopqrstuvwxyz";

    /// <summary>How many a month has.</summary>
    public static int Count => Letters.Length;

    /// <summary>The selectors of a month, in order.</summary>
    public static IEnumerable<string> Of(DateTimeOffset now) => Letters.Select(letter => string.Create(CultureInfo.InvariantCulture, $"s{now.UtcDateTime:yyyyMM}{letter}"));

    /// <summary>Takes the first that is free.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="now">The time.</param>
    /// <param name="folder">Where a file of the same name takes a selector; null for nowhere.</param>
    /// <param name="avoid">Selectors that are taken for another reason.</param>
    /// <param name="resolver">Who is asked whether a record takes it; null for nobody.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <returns>The selector and what the DNS says of it; no selector when all are taken.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<(string? Selector, DkimKeyAnswer? Answer)> FindAsync(string domain, DateTimeOffset now, string? folder, IReadOnlyList<string> avoid, IDnsResolver? resolver, CancellationToken cancellationToken)
    {
        foreach (var selector in Of(now).Except(avoid))
        {
            if (folder is not null && AtomicFile.IsThere(Path.Combine(folder, DkimKeyFile.NameOf(domain, selector)))) continue;
            var answer = resolver is not null && DkimName.OfKey(selector, domain) is { } name ? await DkimKeyAnswer.AskAsync(resolver, name, cancellationToken).ConfigureAwait(false) : null;
            if (!IsTaken(answer)) return (selector, answer);
        }
        return (null, null);
    }

    /// <summary>The DNS has a key there, or leads elsewhere for one. What it does not tell is not taken for either.</summary>
    public static bool IsTaken(DkimKeyAnswer? answer) => answer is not null && (answer.Keys.Count > 0 || answer.Answer.Aliases.Count > 0);
}
