namespace SmtpAdmin.Smtp.Protocol;

/// <summary>What MAIL and RCPT have in common before their path.</summary>
internal static class PathArgument
{
    /// <summary>Takes <c>FROM:</c> or <c>TO:</c> off. RFC 5321 section 3.3 allows no space behind the colon; printers and scripts send one, and it means no harm.</summary>
    public static bool TryStrip(string argument, string keyword, out ReadOnlySpan<char> rest)
    {
        rest = [];
        if (!argument.StartsWith(keyword, StringComparison.OrdinalIgnoreCase)) return false;
        rest = argument.AsSpan(keyword.Length).TrimStart(' ');
        return true;
    }

    /// <summary>A client's own word, short enough for a reply line.</summary>
    public static string Shown(string word) => word.Length <= 40 ? word : word[..37] + "...";
}
