using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>A line that counts for all domains cannot name the new selector of one of them: the others do not publish it. So this one gets a line of its own.</summary>
internal static class DkimOwnLine
{
    /// <summary>What to add, in sentences.</summary>
    /// <param name="signer">The signer.</param>
    /// <param name="state">What is remembered.</param>
    /// <param name="shared">The number of the line that is to stay.</param>
    /// <param name="problem">Why the line for the new key cannot be written, as a sentence; empty when it can.</param>
    public static string Advice(DkimSoftware signer, DkimRotationState state, int shared, string problem)
    {
        var leave = string.Create(CultureInfo.InvariantCulture, $"Leave line {shared} of the file as it is: it counts for other domains too, which do not publish this selector.");
        if (problem.Length > 0) return $"{leave} Add a line for '{state.Domain}' alone. {problem}";
        var separator = signer == DkimSoftware.Exim ? ":" : "";
        if (signer != DkimSoftware.OpenDkim) return $"{leave} Add one for '{state.Domain}' alone, above it: '{state.Domain}{separator} {state.Selector}'.";

        var name = $"{state.Selector}.{DkimName.KeyLabel}.{state.Domain}";
        return $"{leave} Add one for '{state.Domain}' alone: '{name} {state.Domain}:{OpenDkimKeyTable.Part(state.Selector, PlainText.Excerpt(state.PrivateKeyPath, 260))}'."
            + $" It is used when the SigningTable names it, above the line that counts now: '*@{state.Domain} {name}' (where opendkim.conf has it without 'refile:', '{state.Domain} {name}')."
            + $" Which of the two lines signs does not show in this file: when a message that is sent has s={state.Selector} in its DKIM-Signature, give -SigningSelector {state.Selector} in place of -Config, -ConfigPath and -UpdateConfig, until this rotation is over.";
    }
}
