using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>How the signer comes to use a new key that is published. What is in the way comes first: whoever follows the sentences in their order breaks nothing.</summary>
internal static class DkimSwitchAdvice
{
    /// <summary>Advises.</summary>
    /// <param name="state">What is remembered.</param>
    /// <param name="sight">What was seen.</param>
    /// <param name="terms">What holds.</param>
    public static DkimRotationAdvice Of(DkimRotationState state, DkimRotationSight sight, DkimRotationTerms terms)
    {
        var hold = DkimRotationRules.Hold(state, sight, terms);
        if (sight.Publication.IsInTest) return Needed(hold!);
        if (sight.Now < state.UsableFrom)
            return new(DkimRotationStatus.Waiting, $"Wait until {DkimRotationAdvice.Until(state.UsableFrom.Value)}: until then resolvers may keep that the record was not there. Do not change the signer before.", state.UsableFrom);

        var use = sight.Use;
        var owner = sight.IsForRootAlone ? $"{DkimRotationAdvice.Owner(sight)}." : null;
        if (state.OldSelector is null && use is { View: { Signer: not DkimSoftware.Haraka } file, ChangeProblem: { Length: > 0 } lines })
            return Needed($"{Before(hold, owner)}In '{Shown(file)}': {lines} {Reload(file.Signer)}");
        return use.View switch
        {
            { Signer: DkimSoftware.Haraka } folder => Needed(
                $"{Before(hold, use.ChangeProblem)}In '{Shown(folder)}', replace the file 'private' by {DkimConfig.Shell(PlainText.Clean(state.PrivateKeyPath))} and write '{state.Selector}' into 'selector', both while Haraka is stopped; then start it."),
            { Line: { } line, Replacement: { } text } view => OfLine(view, line, text, Before(hold, use.ChangeProblem), state, use, terms),
            { } view => Needed($"{Before(hold, use.ChangeProblem, owner)}{Point(state)} in '{Shown(view)}'. {Reload(view.Signer)}"),
            null => Needed($"{Before(hold, use.ChangeProblem, owner)}{Point(state)}, and reload it. Then say so with -SigningSelector {state.Selector}, once."),
        };
    }

    /// <summary>How the signer learns of a change of its file, as a sentence.</summary>
    public static string Reload(DkimSoftware signer) => signer switch
    {
        DkimSoftware.OpenDkim => "Reload OpenDKIM, which reads the file only then: systemctl reload opendkim.",
        DkimSoftware.Exim => "Exim reads the file for each message and needs no reload.",
        DkimSoftware.Rspamd => "rspamd sees the change of a map by itself within a minute or so; a file of settings needs: systemctl reload rspamd.",
        _ => "Restart Haraka.",
    };

    private static DkimRotationAdvice OfLine(DkimSignerView view, int line, string text, string obstacles, DkimRotationState state, DkimSignerUse use, DkimRotationTerms terms)
    {
        var (number, path) = (line.ToString(CultureInfo.InvariantCulture), Shown(view));
        if (terms.UpdateConfig && obstacles.Length == 0 && use.Change is not null) return new(DkimRotationStatus.Waiting, $"The next call changes line {number} of '{path}' to '{text}'.");
        var change = $"{obstacles}Change line {number} of '{path}' to '{text}'. {Reload(view.Signer)}";
        return Needed((terms.UpdateConfig, obstacles.Length > 0) switch
        {
            (true, _) when state is { WentBackAt: null, ChangesKind: false } => $"{change} When nothing is in the way any more, the next call changes the line.",
            (false, false) => $"{change} -UpdateConfig does the first by itself.",
            _ => change,
        });
    }

    private static DkimRotationAdvice Needed(string text) => new(DkimRotationStatus.ActionNeeded, text);

    /// <summary>What has to be done before, as sentences with what leads on from them; empty for nothing.</summary>
    private static string Before(params string?[] sentences) => string.Join(' ', sentences.Where(text => text is { Length: > 0 })) is { Length: > 0 } all ? $"{all} Then: " : "";

    private static string Point(DkimRotationState state) => $"Point the signer to the selector '{state.Selector}' and the key '{PlainText.Excerpt(state.PrivateKeyPath, 260)}'";

    private static string Shown(DkimSignerView view) => PlainText.Excerpt(view.Path, 260);
}
