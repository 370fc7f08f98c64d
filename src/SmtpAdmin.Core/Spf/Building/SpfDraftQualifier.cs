namespace SmtpAdmin.Spf;

/// <summary>Qualifiers as letters (RFC 7208 section 4.6.2).</summary>
internal static class SpfDraftQualifier
{
    public static char Letter(SpfQualifier qualifier) => qualifier switch { SpfQualifier.Fail => '-', SpfQualifier.SoftFail => '~', SpfQualifier.Neutral => '?', _ => '+' };

    /// <summary>Takes the qualifier off a value; none is a pass.</summary>
    public static SpfQualifier Cut(ref string text)
    {
        SpfQualifier? qualifier = text.Length == 0 ? null : text[0] switch
        {
            '+' => SpfQualifier.Pass,
            '-' => SpfQualifier.Fail,
            '~' => SpfQualifier.SoftFail,
            '?' => SpfQualifier.Neutral,
            _ => null,
        };
        if (qualifier is not null) text = text[1..].TrimStart();
        return qualifier ?? SpfQualifier.Pass;
    }

    /// <summary>Takes the name of the mechanism off a value that was copied from a record, as in <c>include:example.com</c>.</summary>
    public static void CutName(ref string text, string name, char separator)
    {
        if (text.Length > name.Length && text[name.Length] == separator && text.StartsWith(name, StringComparison.OrdinalIgnoreCase)) text = text[(name.Length + 1)..];
    }
}
