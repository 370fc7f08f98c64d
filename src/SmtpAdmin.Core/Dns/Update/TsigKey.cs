namespace SmtpAdmin.Dns;

/// <summary>A secret that we share with a name server (RFC 8945 section 2). It is in no text that this makes.</summary>
public sealed class TsigKey
{
    private const int MinSecretLength = 16; // octets: half of the shortest hash (RFC 8945 section 8)
    private readonly byte[] _secret;

    private TsigKey(DnsName name, TsigAlgorithm algorithm, byte[] secret)
    {
        Name = name;
        Algorithm = algorithm;
        _secret = secret;
    }

    /// <summary>The key's name, as the server has it.</summary>
    public DnsName Name { get; }

    /// <summary>How messages are signed.</summary>
    public TsigAlgorithm Algorithm { get; }

    /// <summary>The secret.</summary>
    internal ReadOnlySpan<byte> Secret => _secret;

    /// <summary>Makes a key.</summary>
    /// <param name="name">The key's name, as the server has it.</param>
    /// <param name="algorithm">How messages are signed.</param>
    /// <param name="secret">The secret in base64, as configurations write it.</param>
    /// <exception cref="TsigKeyException">The name is none, or the secret is no base64, or too short.</exception>
    public static TsigKey Create(string name, TsigAlgorithm algorithm, string secret)
    {
        ArgumentNullException.ThrowIfNull(secret);
        if (!DnsName.TryParse(name, out var parsed, out var problem)) throw new TsigKeyException(TsigKeyFault.BadName, LooksSecret(name)
            ? "The key's name looks like a secret, and is not shown. Give the name that the server has the key under, and the secret in its own place."
            : $"The key has no name that can be used: {problem}");
        var shown = Shown(name);
        var octets = new byte[secret.Length];
        if (!Convert.TryFromBase64String(secret.Trim(), octets, out var length)) throw new TsigKeyException(TsigKeyFault.BadSecret, $"The secret of the key {shown} is no base64.");
        return length >= MinSecretLength
            ? new TsigKey(parsed, algorithm, octets[..length])
            : throw new TsigKeyException(TsigKeyFault.BadSecret, $"The secret of the key {shown} has {Counted.Of(length, "octet")}; under {MinSecretLength} it protects nothing. Make a new one: tsig-keygen -a hmac-sha256.");
    }

    /// <summary>A name or another word of a key for a message. What stands where the secret should may be the secret.</summary>
    internal static string Shown(string text) => LooksSecret(text) ? "(not shown: it looks like a secret)" : PlainText.Excerpt(text);

    /// <summary>Whether a text is base64 of as many octets as a secret has at least, its padding left out or not.</summary>
    private static bool LooksSecret(string text)
    {
        var digits = text.Trim().TrimEnd('.', '=');
        return Convert.TryFromBase64String(digits.PadRight((digits.Length + 3) / 4 * 4, '='), new byte[digits.Length + 3], out var length) && length >= MinSecretLength;
    }

    /// <summary>The name and the algorithm; never the secret.</summary>
    public override string ToString() => $"{Shown($"{Name}")} ({TsigAlgorithms.NameOf(Algorithm)})";
}
