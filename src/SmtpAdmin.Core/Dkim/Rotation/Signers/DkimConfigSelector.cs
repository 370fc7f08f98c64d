namespace SmtpAdmin.Dkim;

/// <summary>What stands where a selector belongs. That may be a private key, by a slip of whoever wrote the file: what is no selector is shown nowhere.</summary>
internal static class DkimConfigSelector
{
    /// <summary>Stands for what is no selector.</summary>
    public const string None = "(no selector)";

    private const int ShortestKey = 40; // characters; the 32 octets of an Ed25519 key have 43 in base64

    /// <summary>The selector as it is written; null when it is none.</summary>
    /// <param name="octets">What stands there, each character an octet.</param>
    public static string? Of(string octets)
    {
        var text = DkimConfigText.FromOctets(octets);
        return DkimName.Of(text) is null || text.Split('.').Any(MayBeKey) ? null : text;
    }

    /// <summary>Base64 that happens to have letters and digits alone. Selectors of that length are made by programs, and in lower case.</summary>
    private static bool MayBeKey(string label) =>
        label.Length >= ShortestKey && label.All(char.IsAsciiLetterOrDigit) && label.Any(char.IsAsciiLetterUpper) && label.Any(char.IsAsciiLetterLower);
}
