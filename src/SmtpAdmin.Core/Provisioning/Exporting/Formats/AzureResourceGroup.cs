namespace SmtpAdmin.Provisioning;

/// <summary>The name of a resource group (Azure's "Naming rules and restrictions for Azure resources").</summary>
internal static class AzureResourceGroup
{
    private const int MaxLength = 90;

    /// <summary>Why a text is none, as a sentence; null where it is one.</summary>
    public static string? Problem(string text) =>
        text.Length is > 0 and <= MaxLength && text[^1] != '.' && text.All(character => char.IsLetterOrDigit(character) || character is '-' or '_' or '.' or '(' or ')')
            ? null
            : $"'{PlainText.Excerpt(text)}' is no name of a resource group: up to {MaxLength} letters, digits, hyphens, underscores, parentheses and full stops, the last no full stop.";
}
