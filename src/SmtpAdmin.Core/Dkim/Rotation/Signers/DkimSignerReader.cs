using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>Looks whether a signer's configuration points to the old key or the new one, and what would have to be changed.</summary>
internal static class DkimSignerReader
{
    /// <summary>Looks.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimSignerUse> LookAsync(DkimSignerQuery query, DkimRotationState state, DkimExpectedKey key, CancellationToken cancellationToken)
    {
        var file = await DkimSignerFile.ReadAsync(query, cancellationToken).ConfigureAwait(false);
        var view = new DkimSignerView
        {
            Signer = query.Signer,
            Path = file.Path,
            Problem = file.Problem,
            Selectors = [.. file.Entries.Select(entry => PlainText.Excerpt(entry.Selector)).Distinct(StringComparer.OrdinalIgnoreCase)],
        };
        if (file.Problem.Length > 0) return new DkimSignerUse { IsUnreadable = true, View = view };

        var newer = file.Entries.Where(entry => Is(entry, state.Selector)).ToList();
        var older = state.OldSelector is { } old ? file.Entries.Where(entry => Is(entry, old)).ToList() : [];
        var use = new DkimSignerUse
        {
            IsKnown = true,
            IsNew = newer.Count > 0,
            IsOld = older.Count > 0,
            IsOldForOthers = older.Count > 0 && older.TrueForAll(entry => entry.IsOfOthers),
            Others = [.. file.Entries.Except(newer).Except(older).Select(entry => PlainText.Excerpt(entry.Selector)).Distinct(StringComparer.OrdinalIgnoreCase)],
            View = view,
            NewKey = await WorstKeyAsync(newer, key, cancellationToken).ConfigureAwait(false),
        };
        var path = KeyPathOf(query, state);
        if (older.Count > 0 && older[0].KeyPath is { } before && query.Signer != DkimSoftware.Haraka) use = use with { AccessProblem = DkimKeyAccess.Problem(query.Signer, before, path ?? state.PrivateKeyPath) };
        if (use.IsNew || older.Count != 1 || older[0] is not { IsShared: false } entry)
            return use with { ChangeProblem = use.IsNew ? "" : Why(query, state, older) };

        var change = new DkimSignerChange(file.Path, file.Text, entry.Start, entry.Length, query.Signer == DkimSoftware.OpenDkim ? OpenDkimKeyTable.Part(state.Selector, state.PrivateKeyPath) : state.Selector) { Read = text => DkimSignerFile.EntriesOf(query, text) };
        if (LengthProblem(query, change, entry.Line) is { Length: > 0 } tooLong) return use with { View = view with { Line = entry.Line }, ChangeProblem = tooLong };
        use = use with { View = view with { Line = entry.Line, Replacement = PlainText.Excerpt(DkimConfigText.FromOctets(DkimConfigLine.At(change.After, entry.Line)), 500) } };
        var problem = query.Signer == DkimSoftware.OpenDkim
            ? PathProblem(state)
            : await TemplateProblemAsync(path, key, cancellationToken).ConfigureAwait(false);
        if (problem.Length == 0) problem = KeyInUseProblem(query, entry);
        if (problem.Length == 0 && use.AccessProblem is { } access) problem = $"{access.Message} {access.Remedy}";
        if (problem.Length == 0) problem = DkimSignerTarget.Problem(file.Path) ?? "";
        return problem.Length > 0 ? use with { ChangeProblem = problem } : use with { Change = change };
    }

    /// <summary>Where the signer will look for the new key; null where nobody said.</summary>
    private static string? KeyPathOf(DkimSignerQuery query, DkimRotationState state) => query switch
    {
        { Signer: DkimSoftware.OpenDkim } => state.PrivateKeyPath,
        { KeyPathTemplate: { } template } => DkimKeyPathTemplate.Expand(template, state.Domain, state.Selector),
        _ => null,
    };

    private static async Task<string> TemplateProblemAsync(string? path, DkimExpectedKey key, CancellationToken cancellationToken)
    {
        if (path is null) return "The file names selectors alone. Say with -KeyPathTemplate where the signer looks for their keys, so that it is not pointed to a key that it does not have.";
        var check = await DkimKeyFileCheck.OfAsync(path, key, cancellationToken).ConfigureAwait(false);
        return check.Status == DkimKeyFileStatus.Paired ? "" : $"The signer will look for the new key in '{PlainText.Excerpt(path, 260)}', and it is not there. {check.Detail}".TrimEnd();
    }

    /// <summary>Only the key in use shows who has to be able to read the new one, and that the signer looks where it is said to.</summary>
    private static string KeyInUseProblem(DkimSignerQuery query, DkimSignerEntry entry)
    {
        if (entry.KeyPath is not { } path || !Path.IsPathFullyQualified(path)) return "The line does not name the key in use by a full path, so that whether the signer could read the new one cannot be seen from here.";
        if (File.Exists(path)) return "";
        var shown = PlainText.Excerpt(path, 260);
        return query.Signer == DkimSoftware.OpenDkim
            ? $"The key in use, '{shown}', cannot be seen from here, so that whether the signer could read the new one cannot be told."
            : $"By -KeyPathTemplate the key in use would be '{shown}', and there is none: see whether that is where the signer looks.";
    }

    /// <summary>What the signer has under the new selector: the worst, where it has several; null where the place does not tell.</summary>
    private static async Task<DkimKeyFileCheck?> WorstKeyAsync(List<DkimSignerEntry> entries, DkimExpectedKey key, CancellationToken cancellationToken)
    {
        DkimKeyFileCheck? worst = null;
        foreach (var entry in entries)
        {
            // A path that is not a full one begins where the signer was started, which nobody here knows.
            if (entry.KeyPath is not { } path || !Path.IsPathFullyQualified(path)) continue;
            var check = await DkimKeyFileCheck.OfAsync(path, key, cancellationToken).ConfigureAwait(false);
            if (worst is null || Badness(check) > Badness(worst)) worst = check;
        }
        return worst;
    }

    private static int Badness(DkimKeyFileCheck check) => check.Status switch
    {
        DkimKeyFileStatus.Paired => 0,
        DkimKeyFileStatus.Unreadable => 1,
        _ => 2,
    };

    private static bool Is(DkimSignerEntry entry, string selector) => DkimName.Of(entry.Selector) == selector;

    private static string PathProblem(DkimRotationState state) =>
        DkimConfig.Problem(DkimSoftware.OpenDkim, new DkimKeyPlan { Request = new DkimKeyRequest { Domain = state.Domain, Algorithm = state.Algorithm }, PrivateKeyPath = state.PrivateKeyPath }) ?? "";

    private static string Why(DkimSignerQuery query, DkimRotationState state, List<DkimSignerEntry> older) => query.Signer switch
    {
        DkimSoftware.Haraka => "Haraka has the selector and the key in two files, which cannot be changed as one.",
        _ when state.OldSelector is null => DkimOwnLine.OfFirstKey(query.Signer, state, query.Signer == DkimSoftware.OpenDkim ? PathProblem(state) : ""),
        _ when older.Count == 0 => "No line of the file names the old selector for the domain.",
        _ when older.Count > 1 => $"{older.Count} lines of the file name the old selector for the domain: {string.Join(", ", older.Select(entry => entry.Line.ToString(CultureInfo.InvariantCulture)))}.",
        _ when older[0].IsOfOthers => DkimOwnLine.Advice(query.Signer, state, older[0].Line, query.Signer == DkimSoftware.OpenDkim ? PathProblem(state) : ""),
        _ => $"Line {older[0].Line.ToString(CultureInfo.InvariantCulture)} of the file names other selectors beside the old one: only the signer can tell what it makes of them.",
    };

    /// <summary>A line that is too long now is not read as it is here, so that nothing is known of it.</summary>
    private static string LengthProblem(DkimSignerQuery query, DkimSignerChange change, int line) => query.Signer != DkimSoftware.OpenDkim ? ""
        : OpenDkimKeyTable.LineProblem(DkimConfigLine.At(change.Before, line)) is { Length: > 0 } before ? before : OpenDkimKeyTable.LineProblem(DkimConfigLine.At(change.After, line));
}
