using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Makes the list of signed header fields (<c>h=</c>, RFC 6376 sections 3.5 and 5.4).</summary>
internal static class DkimHeaderList
{
    /// <summary>Each name as often as the message has it, and once more where none may be added.</summary>
    /// <exception cref="ArgumentException">A name is none, or From is missing.</exception>
    public static IReadOnlyList<string> Of(DkimSigningOptions options, IReadOnlyList<HeaderField> fields)
    {
        var counts = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            if (field.IsField) counts[field.Name] = counts.GetValueOrDefault(field.Name) + 1;
        }
        var overSigned = options.OverSignedHeaders.ToHashSet(StringComparer.OrdinalIgnoreCase);
        var names = options.Headers.Concat(options.OverSignedHeaders).Distinct(StringComparer.OrdinalIgnoreCase).ToList();
        foreach (var name in names)
        {
            if (name.Length == 0 || name.AsSpan().IndexOfAnyExceptInRange('!', '~') >= 0 || name.AsSpan().IndexOfAny(':', ';') >= 0)
                throw new ArgumentException($"'{PlainText.Excerpt(name)}' is no name of a header field.", nameof(options));
        }
        if (!names.Contains("From", StringComparer.OrdinalIgnoreCase)) throw new ArgumentException("From is not among the header fields to sign, and has to be (RFC 6376 section 5.4).", nameof(options));
        return [.. names.SelectMany(name => Enumerable.Repeat(name, counts.GetValueOrDefault(name) + (overSigned.Contains(name) ? 1 : 0)))];
    }
}
