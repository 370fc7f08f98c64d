using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// A SCRAM-SHA-256 credential in one line, as PostgreSQL and others write it:
/// <c>SCRAM-SHA-256$&lt;iterations&gt;:&lt;salt&gt;$&lt;StoredKey&gt;:&lt;ServerKey&gt;</c>, the octets in base64.
/// </summary>
internal static class ScramCredentialText
{
    /// <summary>The most iterations that are taken: clients refuse more, and each login by PLAIN would cost half a second.</summary>
    public const int MaxIterations = 1_000_000;

    /// <summary>The fewest that are taken (RFC 7677 section 4).</summary>
    public const int MinIterations = SaslCredential.DefaultIterations;

    private const string Mechanism = "SCRAM-SHA-256";
    private const int MinSaltLength = 8; // octets; less is no salt of anybody's
    private const int MaxSaltLength = 64;
    private const int MaxLength = 512;

    /// <summary>Writes a credential.</summary>
    public static string Format(SaslCredential credential) => string.Create(
        CultureInfo.InvariantCulture,
        $"{Mechanism}${credential.Iterations}:{Convert.ToBase64String(credential.Salt)}${Convert.ToBase64String(credential.StoredKey)}:{Convert.ToBase64String(credential.ServerKey)}");

    /// <summary>Reads a credential.</summary>
    /// <param name="text">The line.</param>
    /// <param name="credential">What it says.</param>
    /// <param name="problem">What is wrong with it, as a sentence without anything of the line, which may be a password.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out SaslCredential? credential, [NotNullWhen(false)] out string? problem)
    {
        credential = null;
        if (text.Length > MaxLength || text.Split('$') is not [var mechanism, var first, var second] || first.Split(':') is not [var count, var saltText] || second.Split(':') is not [var stored, var server])
        {
            problem = $"This is no credential: one is of the form {Mechanism}$iterations:salt$StoredKey:ServerKey.";
            return false;
        }
        problem = Problem(mechanism, count, out var iterations);
        if (problem is not null) return false;
        if (!TryBase64(saltText, out var salt) || salt.Length is < MinSaltLength or > MaxSaltLength)
        {
            problem = $"The credential's salt is not {MinSaltLength} to {MaxSaltLength} octets in base64.";
            return false;
        }
        if (!TryBase64(stored, out var storedKey) || !TryBase64(server, out var serverKey) || storedKey.Length != SHA256.HashSizeInBytes || serverKey.Length != SHA256.HashSizeInBytes)
        {
            problem = "The credential's StoredKey and ServerKey are not 32 octets each, in base64.";
            return false;
        }
        credential = SaslCredential.FromStoredKeys(salt, iterations, storedKey, serverKey);
        return true;
    }

    private static string? Problem(string mechanism, string count, out int iterations)
    {
        iterations = 0;
        if (mechanism != Mechanism) return $"The credential is not for {Mechanism}, the one kind that is taken.";
        return int.TryParse(count, NumberStyles.None, CultureInfo.InvariantCulture, out iterations) && iterations is >= MinIterations and <= MaxIterations
            ? null
            : $"The credential's iterations are no number from {MinIterations} to {MaxIterations} (RFC 7677 section 4).";
    }

    private static bool TryBase64(string text, [NotNullWhen(true)] out byte[]? octets)
    {
        octets = new byte[MaxLength];
        if (!text.AsSpan().ContainsAny(" \t\r\n") && Convert.TryFromBase64String(text, octets, out var length))
        {
            octets = octets[..length];
            return true;
        }
        octets = null;
        return false;
    }
}
