using System.Collections;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.PowerShell.Completion;

/// <summary>Completes the selectors that are in common use.</summary>
public sealed class DkimSelectorCompleter : WordCompleter
{
    /// <inheritdoc/>
    protected override IEnumerable<(string Word, string ToolTip)> Words(IDictionary bound) => DkimSelectors.All.Select(known => (known.Selector, string.Join(", ", known.Users.Select(user => user.Name))));

    /// <inheritdoc/>
    /// <remarks>The name of who uses a selector leads to it.</remarks>
    protected override bool IsMeant(string word, string typed) =>
        base.IsMeant(word, typed) || (typed is { Length: > 2 } && DkimSelectors.UsersOf(word).Any(user => base.IsMeant(user.Name, typed)));
}
