namespace SmtpAdmin.Spf;

/// <summary>Reads qualifiers as they stand in records.</summary>
public static class SpfQualifierText
{
    /// <summary>The qualifier of <c>-all</c>, <c>~all</c>, <c>?all</c> and <c>+all</c>, or of the sign alone; null for any other text.</summary>
    /// <param name="text">The text.</param>
    public static SpfQualifier? Find(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var word = text.Trim();
        if (word.Length is not (1 or 4) || (word.Length == 4 && !word.EndsWith("all", StringComparison.OrdinalIgnoreCase))) return null;
        return word[0] switch
        {
            '+' => SpfQualifier.Pass,
            '-' => SpfQualifier.Fail,
            '~' => SpfQualifier.SoftFail,
            '?' => SpfQualifier.Neutral,
            _ => null,
        };
    }
}
