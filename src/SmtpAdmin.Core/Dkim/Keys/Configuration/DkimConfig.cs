namespace SmtpAdmin.Dkim;

/// <summary>Writes the lines that make a key known to a program.</summary>
internal static class DkimConfig
{
    /// <summary>Why there are no lines for a key that is going to be made, as sentences; null when there are.</summary>
    public static string? Problem(DkimSoftware software, DkimKeyPlan plan)
    {
        var name = NameOf(software);
        if (plan.PrivateKeyPath is not { } path) return $"The configuration of {name} names the file of the private key, and there is none. Leave -Config out, or -AsSecureString.";
        if (plan.Request.Algorithm == DkimKeyAlgorithm.Ed25519 && software == DkimSoftware.Haraka) return "Haraka's plugin signs with RSA keys alone. Make an RSA key for it.";
        if (software != DkimSoftware.Haraka && path[0] != '/') return $"{name} takes the path of a key only where it begins with a slash. Make the key on the machine that signs.";
        var odd = path.AsSpan().IndexOfAny(Forbidden(software));
        if (odd < 0) odd = path.AsSpan().IndexOfAnyInRange('\0', '\u001F');
        return odd < 0 ? null : $"The path '{PlainText.Excerpt(path, 260)}' cannot stand in the configuration of {name}, for its '{PlainText.Excerpt(path[odd].ToString(), 4)}'. Give another -Path.";
    }

    /// <summary>The lines.</summary>
    public static IEnumerable<DkimConfigFile> Of(DkimSoftware software, DkimNewKey key) => software switch
    {
        DkimSoftware.OpenDkim => OpenDkimConfig.Of(key),
        DkimSoftware.Exim => EximConfig.Of(key),
        DkimSoftware.Rspamd => RspamdConfig.Of(key),
        _ => HarakaConfig.Of(key),
    };

    /// <summary>The lines that hand Postfix's mail to a milter. What to do while the milter is away stays what Postfix does by itself: mail waits, and none goes out unsigned.</summary>
    public static DkimConfigFile Postfix(DkimSoftware software, int port) => new(
        software, "/etc/postfix/main.cf", $"smtpd_milters = inet:localhost:{port}\nnon_smtpd_milters = $smtpd_milters", "Where other milters are named already, put this one behind them, with a comma between. Then: postfix reload");

    /// <summary>What a program that does not run as the owner of the file needs; empty for Haraka, which runs as whoever starts it.</summary>
    public static string Owner(DkimSoftware software, string path)
    {
        var user = software switch { DkimSoftware.OpenDkim => "opendkim", DkimSoftware.Exim => "Debian-exim", DkimSoftware.Rspamd => "_rspamd", _ => null };
        return user is null ? "" : $"The user {user} has to own the file of the key, and to get through its folder: chown {user} {Shell(path)}; chmod a+x {Shell(path[..Math.Max(1, path.LastIndexOf('/'))])}";
    }

    /// <summary>A word of the shell, in quotes where it needs them (POSIX, Shell Command Language 2.2.2).</summary>
    public static string Shell(string word) =>
        word.All(character => char.IsAsciiLetterOrDigit(character) || character is '/' or '.' or '-' or '_' or '+' or ',' or '@' or ':' or '%') ? word : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    public static string NameOf(DkimSoftware software) => software switch { DkimSoftware.OpenDkim => "OpenDKIM", DkimSoftware.Rspamd => "rspamd", _ => software.ToString() };

    /// <summary>Characters that mean something in the file, and that cannot be quoted there.</summary>
    private static string Forbidden(DkimSoftware software) => software switch
    {
        DkimSoftware.OpenDkim => ": \t#%,\"", // parts of a value, white space between them, a comment, the sender's domain
        DkimSoftware.Exim => "$\\{}\"", // an expansion, and a string in quotes
        DkimSoftware.Rspamd => "$", // a variable: all else can be quoted
        _ => "",
    };
}
