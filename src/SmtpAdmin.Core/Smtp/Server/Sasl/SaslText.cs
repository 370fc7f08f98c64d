using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace SmtpAdmin.Smtp.Server;

/// <summary>Names and passwords as SASL mechanisms carry them.</summary>
internal static class SaslText
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>UTF-8 after NFKC, which is the part of SASLprep (RFC 4013 section 2.2) that keyboards differ about.</summary>
    public static byte[] Normalize(string text) =>
        Encoding.UTF8.GetBytes(Ascii.IsValid(text) ? text : text.Replace('\u00a0', ' ').Normalize(NormalizationForm.FormKC));

    /// <summary>Reads strict UTF-8; null when it is not.</summary>
    public static string? Read(ReadOnlySpan<byte> octets)
    {
        try
        {
            return Strict.GetString(octets);
        }
        catch (DecoderFallbackException) // not UTF-8: no name and no password
        {
            return null;
        }
    }

    /// <summary>Reads base64 in one line, as AUTH has it (RFC 4954 section 4): no white space within.</summary>
    public static bool TryBase64(ReadOnlySpan<byte> text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = null;
        var buffer = new byte[System.Buffers.Text.Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        if (text.IndexOfAny(" \t\r\n"u8) >= 0) return false;
        var status = System.Buffers.Text.Base64.DecodeFromUtf8(text, buffer, out var consumed, out var written);
        if (status != System.Buffers.OperationStatus.Done || consumed != text.Length) return false;
        octets = buffer[..written];
        return true;
    }
}
