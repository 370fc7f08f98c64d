namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// Lets equal texts be one object: a queue's senders, clients and replies repeat. Holds the texts seen last, a fixed number of places; what
/// is not found is simply not shared. Used by many at once: a race costs a shared text, nothing else.
/// </summary>
internal sealed class TextPool
{
    private const int Places = 4096; // a power of two
    private const int MaxLength = 256;

    private readonly string?[] _texts = new string?[Places];

    /// <summary>The text, or an equal one that is already there.</summary>
    public string Share(string text)
    {
        if (text.Length is 0 or > MaxLength) return text;
        ref var place = ref PlaceOf(text);
        if (place is { } known && known == text) return known;
        return place = text;
    }

    /// <summary>The text as a string, an old one where there is one.</summary>
    public string Share(ReadOnlySpan<char> text)
    {
        if (text.Length is 0 or > MaxLength) return text.ToString();
        ref var place = ref PlaceOf(text);
        if (place is { } known && text.SequenceEqual(known)) return known;
        return place = text.ToString();
    }

    private ref string? PlaceOf(ReadOnlySpan<char> text) => ref _texts[string.GetHashCode(text) & (Places - 1)];
}
