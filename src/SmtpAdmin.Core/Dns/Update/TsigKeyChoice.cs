namespace SmtpAdmin.Dns;

/// <summary>Which of the ways to give a key go together.</summary>
public static class TsigKeyChoice
{
    /// <summary>Why a choice cannot be used, as sentences; null where it can, none at all included.</summary>
    /// <param name="file">A key file was given.</param>
    /// <param name="name">A key's name was given.</param>
    /// <param name="secret">A secret was given.</param>
    /// <param name="credential">Name and secret were given in one.</param>
    /// <param name="algorithm">An algorithm was given.</param>
    public static string? Problem(bool file, bool name, bool secret, bool credential, bool algorithm) => (file, name, secret, credential, algorithm) switch
    {
        (true, _, true, _, _) or (true, _, _, true, _) => "A key file has the secret in it. Give either -KeyPath, or the secret.",
        (true, _, _, _, true) => "A key file says its algorithm. Leave -KeyAlgorithm out.",
        (_, true, _, true, _) or (_, _, true, true, _) => "-KeyCredential has both the name and the secret. Give it alone, or -KeyName with -KeySecret.",
        (false, false, true, _, _) => "The secret needs the name of its key. Give -KeyName.",
        (false, true, false, _, _) => "The key's name needs its secret. Give -KeySecret, or a key file with -KeyPath.",
        (false, false, false, false, true) => "-KeyAlgorithm says how to sign, and there is no key to sign with. Give one with -KeyName and -KeySecret, or leave it out.",
        _ => null,
    };
}
