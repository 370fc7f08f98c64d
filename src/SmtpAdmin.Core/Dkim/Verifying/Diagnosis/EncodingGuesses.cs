using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Bodies as they may have been in another transfer encoding (RFC 2045 section 6): servers change it for a neighbour without 8BITMIME (RFC 6152).</summary>
internal static class EncodingGuesses
{
    /// <summary>The code of the finding.</summary>
    public const string Code = "DKIM-BODY-ENCODING";
    private const string Remedy = "Have the message made in 7 bits (quoted-printable or base64) before it is signed (RFC 6376 section 5.3), or keep the server from changing encodings.";

    private const string FieldName = "Content-Transfer-Encoding";
    private const int Base64LineLength = 76; // RFC 2045 section 6.8

    /// <summary>The guesses.</summary>
    public static IEnumerable<DkimBodyGuess> Of(HeaderSection head, byte[] body)
    {
        var encoding = head.Fields.Where(field => field.Is(FieldName)).Select(field => Encoding.Latin1.GetString(field.ValueOctets).Trim().ToLowerInvariant()).FirstOrDefault() ?? "";
        if (TransferDecoding.Decode(encoding, body) is { } decoded)
        {
            yield return Guess($"The body was changed from 8bit to {encoding}.", decoded);
            // The one may have become the other.
            yield return Guess($"The body was changed from base64 to {encoding}.", Base64(decoded));
            yield return Guess($"The body was changed from quoted-printable to {encoding}.", QuotedPrintable.Encode(decoded));
        }
        else if (!head.Fields.Any(field => field.Is("Content-Type") && Encoding.Latin1.GetString(field.ValueOctets).TrimStart().StartsWith("multipart", StringComparison.OrdinalIgnoreCase)))
        {
            yield return Guess("The body was changed from quoted-printable to 8bit.", QuotedPrintable.Encode(body));
            yield return Guess("The body was changed from base64 to 8bit.", Base64(body));
        }
        foreach (var original in (string[])["8bit", "7bit", "8BIT"])
        {
            if (EncodedParts.Decode(body, original) is { } parts) yield return Guess($"Parts of the body were changed from {original} to quoted-printable or base64.", parts);
        }
        if (WrappedPart.Find(body) is { } inner)
            yield return new(DkimBodyDiagnosis.WrappedCode, "The body was made the first part of a multipart message, as mailing lists do to add a footer.", "The list's own signature has to count then; members see the list as the sender.", inner);
    }

    private static DkimBodyGuess Guess(string message, byte[] body) => new(Code, message, Remedy, body);

    private static byte[] Base64(byte[] octets)
    {
        var text = Convert.ToBase64String(octets);
        var output = new StringBuilder(text.Length + (text.Length / 32));
        for (var at = 0; at < text.Length; at += Base64LineLength) output.Append(text, at, Math.Min(Base64LineLength, text.Length - at)).Append("\r\n");
        return Encoding.ASCII.GetBytes(output.ToString());
    }
}
