namespace SmtpAdmin.Dkim;

/// <summary>Makes the list of signed header fields (<c>h=</c>, RFC 6376 sections 3.5 and 5.4).</summary>
internal static class DkimHeaderList
{
    /// <summary>The longest name of a field, in characters; the line that it stands on has to hold it (RFC 5322 section 2.1.1).</summary>
    public const int MaxNameLength = 200;

    /// <summary>Each name as often as the message has it, and once more where none may be added.</summary>
    /// <exception cref="ArgumentException">A name is none, or From is missing.</exception>
    public static IReadOnlyList<string> Of(DkimSigningOptions options, DkimFieldCounts counts)
    {
        var overSigned = options.OverSignedHeaders.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var names = options.Headers.Concat(options.OverSignedHeaders).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var name in names)
        {
            if (Problem(name) is { } problem) throw new ArgumentException(problem, nameof(options));
        }
        if (!names.Contains("From", StringComparer.OrdinalIgnoreCase)) throw new ArgumentException("From is not among the header fields to sign, and has to be (RFC 6376 section 5.4).", nameof(options));
        return [.. names.SelectMany(name => Enumerable.Repeat(name, counts.There(name) + (overSigned.Contains(name) ? 1 : 0)))];
    }

    /// <summary>Why a name is none of a header field (RFC 5322 section 2.2), as a sentence; null when it is one.</summary>
    public static string? Problem(string name)
    {
        if (name.Length > MaxNameLength) return $"'{PlainText.Excerpt(name)}' is too long for the name of a header field.";
        return name.Length == 0 || name.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || name.AsSpan().IndexOfAny(':', ';') >= 0
            ? $"'{PlainText.Excerpt(name)}' is no name of a header field."
            : null;
    }
}
