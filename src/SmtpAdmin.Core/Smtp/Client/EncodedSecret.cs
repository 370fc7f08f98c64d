namespace SmtpAdmin.Smtp.Client;

/// <summary>A secret in a form in which a piece tells as much as its length: base64, hexadecimal, a token.</summary>
internal sealed class EncodedSecret
{
    /// <summary>How many characters make a piece; as many characters of base64 do not stand in innocent text by chance.</summary>
    public const int ShortestPiece = 8;

    private readonly string _text;
    private readonly HashSet<ulong> _pieces = []; // hashes of all that begin anywhere, so that a long text is looked through once

    /// <summary>A secret of at least <see cref="ShortestPiece"/> characters.</summary>
    public EncodedSecret(string text)
    {
        _text = text.ToUpperInvariant();
        for (var at = 0; at + ShortestPiece <= _text.Length; at++) _pieces.Add(Hash(_text.AsSpan(at, ShortestPiece)));
    }

    /// <summary>It is this one, in any case of letters.</summary>
    public bool Is(string text) => string.Equals(_text, text, StringComparison.OrdinalIgnoreCase);

    /// <summary>Where pieces of the secret stand, in any case of letters, each as long as it gets.</summary>
    public IEnumerable<(int Start, int End)> PiecesIn(string text)
    {
        text = text.ToUpperInvariant();
        for (var at = 0; at + ShortestPiece <= text.Length; at++)
        {
            if (!_pieces.Contains(Hash(text.AsSpan(at, ShortestPiece))) || !IsPiece(text, at, at + ShortestPiece)) continue;
            var end = at + ShortestPiece;
            while (end < text.Length && IsPiece(text, at, end + 1)) end++;
            yield return (at, end);
            at = end - 1;
        }
    }

    private bool IsPiece(string text, int start, int end) => _text.AsSpan().IndexOf(text.AsSpan(start, end - start), StringComparison.Ordinal) >= 0;

    private static ulong Hash(ReadOnlySpan<char> piece) // FNV-1a
    {
        var hash = 14695981039346656037ul;
        foreach (var character in piece) hash = (hash ^ character) * 1099511628211ul;
        return hash;
    }
}
