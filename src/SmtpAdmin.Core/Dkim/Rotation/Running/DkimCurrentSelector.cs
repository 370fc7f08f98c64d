using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>The selector that a domain uses when its first rotation begins.</summary>
/// <param name="Selector">The selector.</param>
/// <param name="KeyPath">The file of its private key; null where that is not known.</param>
internal sealed record DkimCurrentSelector(string Selector, string? KeyPath)
{
    /// <summary>When the key was made: as its file says, or else the selector, where it is one of those that New-DkimKey gives. Null when neither does.</summary>
    public DateTimeOffset? MadeAt
    {
        get
        {
            if (KeyPath is not null && File.Exists(KeyPath)) return File.GetLastWriteTimeUtc(KeyPath);
            return Selector.Length == 8 && Selector[0] == 's'
                && DateTimeOffset.TryParseExact(Selector[1..7], "yyyyMM", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var month)
                ? month
                : null;
        }
    }

    /// <summary>Finds out.</summary>
    /// <returns>The selector; null for a domain that has no key.</returns>
    /// <exception cref="DkimRotationException">It is not known, or what was given cannot be.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimCurrentSelector?> FindAsync(DkimRotationContext context, CancellationToken cancellationToken)
    {
        var given = context.Request.CurrentSelector is { } text ? DkimName.Of(text) : null;
        if (context.SignerQuery is { } query)
        {
            var file = await DkimSignerFile.ReadAsync(query, cancellationToken).ConfigureAwait(false);
            if (file.IsForeign) throw Missing($"'{PlainText.Excerpt(file.Path, 260)}' is not the file that is meant with -ConfigPath. {file.Problem}");
            if (file.Problem.Length > 0)
                throw new DkimRotationException(DkimRotationProblem.ConfigUnreadable, $"The signer's configuration '{PlainText.Excerpt(file.Path, 260)}' cannot be read: {file.Problem} Let the account that runs this read it, or name the right file with -ConfigPath.");
            var chosen = Choose([.. file.Entries.Select(entry => DkimName.Of(entry.Selector)).OfType<string>().Distinct()], given, file.Path, context);
            return chosen is null ? null : new DkimCurrentSelector(chosen, file.Entries.First(entry => DkimName.Of(entry.Selector) == chosen).KeyPath);
        }
        if (given is null)
        {
            if (context.Request.FirstKey) return null;
            throw Missing("Which selector the domain uses now is not known. Give it with -CurrentSelector, or the signer's configuration with -Config and -ConfigPath; -FirstKey for a domain that has no key so far.");
        }
        if (DkimName.OfKey(given, context.Domain) is not { } name) throw Wrong($"'{PlainText.Excerpt(given)}' is too long for a selector of '{context.Domain}'. Give the one in use with -CurrentSelector.");
        var publication = await context.Authority.LookAsync(name, expected: null, cancellationToken).ConfigureAwait(false);
        return publication.IsWithdrawn
            ? throw Wrong($"There is no key at {name}: every server of the zone says so. Give the selector in use with -CurrentSelector, or -FirstKey for a domain that has no key.")
            : new DkimCurrentSelector(given, Path.Combine(context.Folder, DkimKeyFile.NameOf(context.Domain, given)));
    }

    private static string? Choose(IReadOnlyList<string> named, string? given, string path, DkimRotationContext context)
    {
        var shown = PlainText.Excerpt(path, 260);
        var all = string.Join("', '", named);
        if (context.Request.FirstKey)
            return named.Count == 0 ? null : throw Wrong($"'{shown}' names the selector '{all}' for '{context.Domain}', so the domain has a key. Leave -FirstKey out.");
        if (named.Count == 0) throw Missing($"'{shown}' names no selector for '{context.Domain}'. See whether it is the right file; for a domain that has no key so far, give -FirstKey.");
        if (given is not null)
            return named.Contains(given) ? given : throw Wrong($"'{shown}' names '{all}' for '{context.Domain}', and not '{given}'. Leave -CurrentSelector out, or name the right file with -ConfigPath.");
        return named.Count == 1 ? named[0] : throw Missing($"'{shown}' names more than one selector for '{context.Domain}': '{all}'. Say with -CurrentSelector which of them is to be followed by a new one.");
    }

    private static DkimRotationException Missing(string message) => new(DkimRotationProblem.MissingCurrentSelector, message);

    private static DkimRotationException Wrong(string message) => new(DkimRotationProblem.WrongCurrentSelector, message);
}
