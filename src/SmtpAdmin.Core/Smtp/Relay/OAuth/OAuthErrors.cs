using System.Text.RegularExpressions;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The errors of token endpoints that we know.</summary>
internal static partial class OAuthErrors
{
    private static readonly Lazy<IReadOnlyList<OAuthErrorEntry>> Table = new(() => EmbeddedJson.Read<OAuthErrorEntry[]>("Smtp.Relay.OAuth.oauth-errors.json"));

    /// <summary>All of them.</summary>
    public static IReadOnlyList<OAuthErrorEntry> All => Table.Value;

    /// <summary>Says what an error means. A vendor's number tells more than the specification's word.</summary>
    /// <param name="error">The word.</param>
    /// <param name="description">The server's own words, fit to be shown; empty for none.</param>
    /// <param name="isTemporary">The HTTP status says that it may pass.</param>
    public static OAuthFailure Explain(string error, string description, bool isTemporary)
    {
        var number = Number().Match(description) is { Success: true } match ? match.Value : null;
        var entry = Find(number) ?? Find(error);
        var said = $"The token endpoint refuses{(error.Length > 0 ? $" with {PlainText.Excerpt(error)}" : "")}{(description.Length > 0 ? $": {description}" : "")}";
        if (!said.EndsWith('.')) said += ".";
        return entry is null
            ? new OAuthFailure(said, !isTemporary)
            : new OAuthFailure($"{entry.Cause} {entry.Remedy} {said}", !(entry.IsTemporary || isTemporary));
    }

    private static OAuthErrorEntry? Find(string? code) => code is null ? null : All.FirstOrDefault(entry => entry.Code.Equals(code, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex("AADSTS[0-9]{4,10}", RegexOptions.CultureInvariant)]
    private static partial Regex Number();
}
