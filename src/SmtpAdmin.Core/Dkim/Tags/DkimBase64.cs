namespace SmtpAdmin.Dkim;

/// <summary>base64string of RFC 6376 section 2.10: the white space is gone by now.</summary>
internal static class DkimBase64
{
    /// <summary>The octets; null when the text is no base64 (RFC 4648 section 4), or has none.</summary>
    public static byte[]? Decode(string text)
    {
        if (text.Length is 0 || text.Length % 4 != 0) return null;
        var octets = new byte[text.Length / 4 * 3];
        return Convert.TryFromBase64String(text, octets, out var length) ? octets[..length] : null;
    }
}
