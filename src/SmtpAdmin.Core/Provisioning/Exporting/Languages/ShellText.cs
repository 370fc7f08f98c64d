namespace SmtpAdmin.Provisioning;

/// <summary>Text in shell scripts.</summary>
internal static class ShellText
{
    /// <summary>A word in single quotes, in which nothing has a meaning but the quote that ends them (POSIX.1-2024, Shell Command Language section 2.2.2).</summary>
    /// <exception cref="ArgumentException">It has a NUL, which no word of a shell can hold.</exception>
    public static string Quote(string text)
    {
        if (text.Contains('\0', StringComparison.Ordinal)) throw new ArgumentException("A word of a shell cannot hold a NUL.", nameof(text));
        return $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }
}
