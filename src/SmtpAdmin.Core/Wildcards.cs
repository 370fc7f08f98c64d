using System.IO.Enumeration;

namespace SmtpAdmin;

/// <summary>Patterns as people write them: <c>*</c> stands for any number of characters, <c>?</c> for one. Case does not count.</summary>
internal static class Wildcards
{
    /// <summary>The text has wildcards, and so names more than itself.</summary>
    public static bool AreIn(string text) => text.AsSpan().ContainsAny('*', '?');

    /// <summary>The pattern is that of the text, which is not empty.</summary>
    public static bool Fit(string pattern, string text) => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true);
}
