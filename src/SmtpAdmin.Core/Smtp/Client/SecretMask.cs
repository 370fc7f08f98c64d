using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// Blots secrets out of whatever is shown. Our own lines are masked where they are written; this is for servers that send back what they got,
/// as in <c>500 unknown command: AHVzZXIAcGFzcw==</c>, whole, cut or folded.
/// </summary>
internal sealed class SecretMask
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Blot = "***";

    private const int ShortestPassword = 4; // anything shorter occurs in innocent text by chance
    private const int ShortestPiece = 8; // of an encoded secret; as many characters of base64 never do

    private readonly List<string> _passwords = [];
    private readonly List<string> _encoded = [];

    /// <summary>Adds a password: words that people know, so only the whole of it counts.</summary>
    public void AddPassword(string password)
    {
        if (password.Length >= ShortestPassword) _passwords.Add(password);
    }

    /// <summary>Adds base64 or a token, of which a piece is as bad as the whole.</summary>
    public void AddEncoded(string text)
    {
        if (text.Length >= ShortestPiece && !_encoded.Contains(text)) _encoded.Add(text);
    }

    /// <summary>The text without the secrets; the same object where there were none.</summary>
    public string Apply(string text)
    {
        foreach (var encoded in _encoded) text = BlotPieces(text, encoded);
        foreach (var password in _passwords) text = text.Replace(password, Blot, StringComparison.OrdinalIgnoreCase);
        return text;
    }

    /// <summary>The reply without the secrets.</summary>
    public SmtpReply Apply(SmtpReply reply)
    {
        if (_passwords.Count + _encoded.Count == 0) return reply;
        var lines = reply.Lines.Select(Apply).ToArray();
        return lines.SequenceEqual(reply.Lines) ? reply : new SmtpReply(reply.Code, lines);
    }

    private static string BlotPieces(string text, string secret)
    {
        for (var at = 0; at + ShortestPiece <= text.Length; at++)
        {
            if (!secret.AsSpan().Contains(text.AsSpan(at, ShortestPiece), StringComparison.OrdinalIgnoreCase)) continue;
            var end = at + ShortestPiece;
            while (end < text.Length && secret.AsSpan().Contains(text.AsSpan(at, end + 1 - at), StringComparison.OrdinalIgnoreCase)) end++;
            text = string.Concat(text.AsSpan(0, at), Blot, text.AsSpan(end));
            at += Blot.Length - 1;
        }
        return text;
    }
}
