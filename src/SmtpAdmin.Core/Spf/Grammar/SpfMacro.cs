namespace SmtpAdmin.Spf;

/// <summary>A piece of a macro-string: text, or a macro (RFC 7208 section 7.1).</summary>
/// <param name="Literal">The text, with <c>%%</c>, <c>%_</c> and <c>%-</c> already expanded; empty for a macro.</param>
/// <param name="Letter">The macro's letter in lower case; <c>\0</c> for text.</param>
/// <param name="Escapes">The letter was written in upper case: the expansion is URL-escaped.</param>
/// <param name="Parts">How many parts are kept, counted from the right; 0 for all.</param>
/// <param name="Reverses">The parts are put in reverse order before they are counted.</param>
/// <param name="Delimiters">What splits the value into parts.</param>
internal readonly record struct SpfMacro(string Literal, char Letter, bool Escapes, int Parts, bool Reverses, string Delimiters)
{
    public bool IsLiteral => Letter == '\0';

    /// <summary>Transforms a value (RFC 7208 section 7.3): split, reverse, keep the right-hand parts, join with dots, escape.</summary>
    public string Apply(string value)
    {
        if (Reverses || Parts > 0 || Delimiters != ".")
        {
            var parts = value.Split(Delimiters.ToCharArray());
            if (Reverses) Array.Reverse(parts);
            value = string.Join('.', Parts > 0 && Parts < parts.Length ? parts[^Parts..] : parts);
        }
        return Escapes ? Uri.EscapeDataString(value) : value; // RFC 3986: all but the unreserved
    }
}
