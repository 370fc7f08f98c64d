using System.Text;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Somebody who may log in to a relay: a name, and what proves a password without telling it (RFC 5802 section 3).</summary>
public sealed record SmtpRelayUser
{
    /// <summary>
    /// PBKDF2 iterations of a new user. A login by PLAIN or LOGIN has the server do them: 30,000 take about 5 ms where the processor knows SHA-256, and
    /// under 20 ms where it does not, so that nobody can keep a server busy with a few wrong passwords; devices that speak SCRAM do them themselves,
    /// and printers are slow. It is seven times what RFC 7677 section 4 asks for. A stolen configuration is another matter: use passwords that were made at random.
    /// </summary>
    public const int DefaultIterations = 30_000;

    /// <summary>The fewest iterations (RFC 7677 section 4).</summary>
    public const int MinIterations = ScramCredentialText.MinIterations;

    /// <summary>The most iterations: clients refuse more.</summary>
    public const int MaxIterations = ScramCredentialText.MaxIterations;

    /// <summary>The longest user name, in octets of UTF-8.</summary>
    public const int MaxUserNameLength = 255;

    /// <summary>The longest password, in octets of UTF-8: with a name it fits into one line of AUTH, whatever the mechanism.</summary>
    public const int MaxPasswordLength = 1024;

    /// <summary>The name to log in with, after SASLprep (RFC 4013). Upper and lower case count.</summary>
    public required string UserName { get; init; }

    /// <summary>What proves the password: <c>SCRAM-SHA-256$&lt;iterations&gt;:&lt;salt&gt;$&lt;StoredKey&gt;:&lt;ServerKey&gt;</c>, the octets in base64. Keep it private: weak passwords can be guessed from it.</summary>
    public required string Credential { get; init; }

    /// <summary>Makes a user, with a new salt each time.</summary>
    /// <param name="userName">The name.</param>
    /// <param name="password">The password; nothing of it but the credential is kept.</param>
    /// <param name="iterations">PBKDF2 iterations, from 4096 to 1,000,000.</param>
    /// <exception cref="ArgumentException">The name or the password is empty, too long, or holds what SASLprep forbids.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The iterations are too few or too many.</exception>
    public static SmtpRelayUser Create(string userName, string password, int iterations = DefaultIterations)
    {
        ArgumentNullException.ThrowIfNull(userName);
        ArgumentNullException.ThrowIfNull(password);
        if (iterations is < MinIterations or > MaxIterations)
        {
            throw new ArgumentOutOfRangeException(
                nameof(iterations), iterations, $"The iterations are a number from {MinIterations} to {MaxIterations}.");
        }
        var name = Prepare(userName, "user name", MaxUserNameLength, nameof(userName));
        var prepared = Prepare(password, "password", MaxPasswordLength, nameof(password));
        return new SmtpRelayUser { UserName = name, Credential = ScramCredentialText.Format(SaslCredential.FromPassword(prepared, keepSecret: false, iterations)) };
    }

    /// <summary>The name alone.</summary>
    public override string ToString() => UserName;

    /// <summary>What is wrong with a name; null for nothing.</summary>
    internal static string? NameProblem(string userName)
    {
        try
        {
            return Prepare(userName, "user name", MaxUserNameLength, nameof(userName)) == userName ? null : "The user name is not as SASLprep makes it (RFC 4013), and nobody could log in with it.";
        }
        catch (ArgumentException exception)
        {
            return Refusal.Text(exception);
        }
    }

    private static string Prepare(string text, string what, int maxLength, string parameter)
    {
        string prepared;
        try
        {
            prepared = SaslPrep.Prepare(text, what);
        }
        catch (SaslException exception)
        {
            throw new ArgumentException(exception.Message, parameter);
        }
        if (prepared.Length == 0) throw new ArgumentException($"The {what} is empty.", parameter);
        return Encoding.UTF8.GetByteCount(prepared) <= maxLength ? prepared : throw new ArgumentException($"The {what} is longer than {maxLength} octets.", parameter);
    }
}
