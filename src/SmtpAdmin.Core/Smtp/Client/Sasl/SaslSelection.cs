namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// Chooses a mechanism. For a password over TLS: SCRAM-SHA-256, because a false server learns nothing and the true one proves itself; then
/// PLAIN and LOGIN, which TLS protects and which let the server keep a good hash; CRAM-MD5 last, because it makes the server keep the
/// password as good as in the clear, and many servers that offer it cannot serve every user with it. Without TLS, where someone allowed
/// that, those that do not send the password come first. For a token: the standard OAUTHBEARER, then XOAUTH2.
/// </summary>
internal static class SaslSelection
{
    private static readonly string[] PasswordOverTls = ["SCRAM-SHA-256", "PLAIN", "LOGIN", "CRAM-MD5"];
    private static readonly string[] PasswordInTheClear = ["SCRAM-SHA-256", "CRAM-MD5", "PLAIN", "LOGIN"];
    private static readonly string[] Token = ["OAUTHBEARER", "XOAUTH2"];
    private static readonly string[] SecretItself = ["PLAIN", "LOGIN", .. Token];

    /// <summary>The mechanisms that can carry these credentials, best first.</summary>
    public static IReadOnlyList<string> Preferred(SaslCredentials credentials, bool encrypted) =>
        credentials.IsAccessToken ? Token : encrypted ? PasswordOverTls : PasswordInTheClear;

    /// <summary>The best offered mechanism, or the forced one if it is offered; null when there is none.</summary>
    /// <param name="credentials">Who logs in.</param>
    /// <param name="offered">The mechanisms of the EHLO reply, in upper case.</param>
    /// <param name="forced">The name of the one to use, in any case; null for the best.</param>
    /// <param name="encrypted">The connection is encrypted.</param>
    public static string? Choose(SaslCredentials credentials, IReadOnlyList<string> offered, string? forced, bool encrypted) =>
        Preferred(credentials, encrypted).FirstOrDefault(name =>
            offered.Contains(name, StringComparer.OrdinalIgnoreCase)
            && (forced is null || string.Equals(name, forced, StringComparison.OrdinalIgnoreCase)));

    /// <summary>The mechanism sends the password or the token itself, so that whoever reads along has it.</summary>
    /// <param name="name">The mechanism's IANA name, in any case.</param>
    public static bool SendsSecret(string name) => SecretItself.Contains(name, StringComparer.OrdinalIgnoreCase);

    /// <summary>Begins a mechanism.</summary>
    /// <param name="name">One of <see cref="Preferred"/>.</param>
    /// <param name="credentials">Who logs in.</param>
    /// <param name="host">The server's name.</param>
    /// <param name="port">The TCP port.</param>
    /// <exception cref="SaslException">The credentials cannot be put into it.</exception>
    public static SaslMechanism Create(string name, SaslCredentials credentials, string host, int port) => name switch
    {
        "SCRAM-SHA-256" => new ScramSha256Mechanism(credentials),
        "PLAIN" => new PlainMechanism(credentials),
        "LOGIN" => new LoginMechanism(credentials),
        "CRAM-MD5" => new CramMd5Mechanism(credentials),
        "OAUTHBEARER" => new OAuthBearerMechanism(credentials, host, port),
        "XOAUTH2" => new XOAuth2Mechanism(credentials),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No such mechanism."),
    };
}
