using System.Text;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// Blots secrets out of whatever is shown. Our own lines are masked where they are written; this is for servers that send back what they got,
/// as in <c>500 unknown command: AHVzZXIAcGFzcw==</c>: as it is, in base64, in hexadecimal, escaped octet by octet (<c>%68</c>, <c>=68</c>,
/// <c>\x68</c>, <c>\u0068</c>), with tabs or unprintable characters between, in any case of letters.
/// </summary>
/// <remarks>
/// This is care, not proof: a server that has the secret and wants it seen can always say it in a way that no list of forms foresees. Not
/// found are a secret that is reversed, compressed, encoded twice, or spread over several lines or words; a part of a password; and a
/// password of less than four characters, for these occur in innocent text by chance.
/// </remarks>
internal sealed class SecretMask
{
    /// <summary>What stands where a secret stood.</summary>
    public const string Blot = "***";

    private const int ShortestPassword = 4; // anything shorter occurs in innocent text by chance

    private readonly List<string> _passwords = [];
    private readonly List<EncodedSecret> _encoded = [];

    /// <summary>Adds who logs in: the secret, and the forms that it is likely to come back in.</summary>
    public void AddCredentials(SaslCredentials credentials)
    {
        if (credentials.IsAccessToken) AddEncoded(credentials.Secret);
        else AddPassword(credentials.Secret);
        var octets = Encoding.UTF8.GetBytes(credentials.Secret);
        AddEncoded(Convert.ToHexString(octets));
        AddEncoded(Convert.ToBase64String(octets));
        AddEncoded(InnerBase64(octets, 1));
        AddEncoded(InnerBase64(octets, 2));
    }

    /// <summary>Adds a password: words that people know, so only the whole of it counts.</summary>
    public void AddPassword(string password)
    {
        AddWhole(password);
        AddWhole(PlainText.Clean(password)); // as it reads in a reply
        AddWhole(PlainText.Clean(Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(password)))); // as it reads where a line is no UTF-8
        AddWhole(EscapedText.Plain(password));
    }

    /// <summary>Adds base64, hexadecimal or a token, of which a piece is as bad as the whole.</summary>
    public void AddEncoded(string text)
    {
        if (text.Length >= EncodedSecret.ShortestPiece && !_encoded.Exists(known => known.Is(text))) _encoded.Add(new EncodedSecret(text));
    }

    /// <summary>The text without the secrets; the same object where there were none.</summary>
    public string Apply(string text)
    {
        if (_passwords.Count + _encoded.Count == 0) return text;
        var found = Find(text).ToList();
        if (EscapedText.MayBe(text))
        {
            var escaped = EscapedText.Read(text);
            found.AddRange(Find(escaped.Octets).Select(range => (escaped.Begin(range.Start), escaped.End(range.End))));
        }
        return found.Count == 0 ? text : BlotOut(text, found);
    }

    /// <summary>The reply without the secrets.</summary>
    public SmtpReply Apply(SmtpReply reply)
    {
        if (_passwords.Count + _encoded.Count == 0) return reply;
        var lines = reply.Lines.Select(Apply).ToArray();
        return lines.SequenceEqual(reply.Lines) ? reply : new SmtpReply(reply.Code, lines);
    }

    private void AddWhole(string password)
    {
        if (password.Length >= ShortestPassword && !_passwords.Contains(password, StringComparer.OrdinalIgnoreCase)) _passwords.Add(password);
    }

    /// <summary>The base64 of a secret that stands behind other octets, as far as they do not show in it.</summary>
    private static string InnerBase64(byte[] secret, int octetsBefore)
    {
        var text = Convert.ToBase64String([.. new byte[octetsBefore], .. secret]);
        return text[(octetsBefore + 1)..((octetsBefore + secret.Length) * 8 / 6)];
    }

    private IEnumerable<(int Start, int End)> Find(string text)
    {
        foreach (var encoded in _encoded)
        {
            foreach (var range in encoded.PiecesIn(text)) yield return range;
        }
        foreach (var password in _passwords)
        {
            for (var at = text.IndexOf(password, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(password, at + password.Length, StringComparison.OrdinalIgnoreCase))
                yield return (at, at + password.Length);
        }
    }

    /// <summary>Ranges that overlap become one blot; ranges that touch do not.</summary>
    private static string BlotOut(string text, List<(int Start, int End)> ranges)
    {
        ranges.Sort();
        var shown = new StringBuilder(text.Length);
        var end = 0;
        foreach (var range in ranges)
        {
            if (end > 0 && range.Start < end)
            {
                end = Math.Max(end, range.End);
                continue;
            }
            shown.Append(text, end, range.Start - end).Append(Blot);
            end = range.End;
        }
        return shown.Append(text, end, text.Length - end).ToString();
    }
}
