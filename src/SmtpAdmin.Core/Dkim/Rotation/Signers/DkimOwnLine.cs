using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>
/// Lines to add. A line that counts for all domains cannot name the new selector of one of them: the others do not publish it. So this one gets a line
/// of its own, as does a domain whose first key it is.
/// </summary>
internal static class DkimOwnLine
{
    /// <summary>What to add, in sentences.</summary>
    /// <param name="signer">The signer.</param>
    /// <param name="state">What is remembered.</param>
    /// <param name="shared">The number of the line that is to stay.</param>
    /// <param name="problem">Why the line for the new key cannot be written, as a sentence; empty when it can.</param>
    public static string Advice(DkimSoftware signer, DkimRotationState state, int shared, string problem)
    {
        var stays = string.Create(CultureInfo.InvariantCulture, $"Line {shared} of the file counts for other domains too, which do not publish this selector: it is to stay as it is.");
        var own = $"Add a line for '{state.Domain}' alone, but not before this rotation says to point the signer to the new key";
        if (problem.Length > 0) return $"{stays} {own}. {problem}";
        if (signer != DkimSoftware.OpenDkim) return $"{stays} {own}; above it: '{LineOf(signer, state)}'.";

        return $"{stays} {own}: '{LineOf(signer, state)}'."
            + $" It is used when the SigningTable names it as well, above the line that counts now: {SigningLineOf(state)}."
            + $" Once both lines are there, this file does not show which of them signs: from when on a message that is sent has s={state.Selector} in its DKIM-Signature, give -SigningSelector {state.Selector} in place of -Config, -ConfigPath and -UpdateConfig, until this rotation is over.";
    }

    /// <summary>What to add for a domain that had no key, in sentences.</summary>
    /// <param name="signer">The signer.</param>
    /// <param name="state">What is remembered.</param>
    /// <param name="problem">Why the line cannot be written, as a sentence; empty when it can.</param>
    public static string OfFirstKey(DkimSoftware signer, DkimRotationState state, string problem) => problem.Length > 0
        ? problem
        : $"Add the line '{LineOf(signer, state)}'{(signer == DkimSoftware.OpenDkim ? $", and to the SigningTable {SigningLineOf(state)}" : "")}.";

    private static string LineOf(DkimSoftware signer, DkimRotationState state) => signer switch
    {
        DkimSoftware.OpenDkim => $"{state.RecordName} {state.Domain}:{OpenDkimKeyTable.Part(state.Selector, PlainText.Excerpt(state.PrivateKeyPath, 260))}",
        DkimSoftware.Exim => $"{state.Domain}: {state.Selector}",
        _ => $"{state.Domain} {state.Selector}",
    };

    private static string SigningLineOf(DkimRotationState state) =>
        $"'*@{state.Domain} {state.RecordName}' (where opendkim.conf has that table without 'refile:', '{state.Domain} {state.RecordName}')";
}
