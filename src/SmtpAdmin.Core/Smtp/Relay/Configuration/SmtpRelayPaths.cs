namespace SmtpAdmin.Smtp.Relay;

/// <summary>Where a relay keeps what it is not told to keep elsewhere.</summary>
public static class SmtpRelayPaths
{
    /// <summary>
    /// The spool's folder: <c>/var/spool/smtpadmin</c> of root's, <c>smtpadmin/relay</c> in the state folder of another account
    /// (XDG Base Directory Specification: <c>$XDG_STATE_HOME</c>, else <c>~/.local/state</c>). On Windows <c>SmtpAdmin\Relay</c> in the data folder of all
    /// users (ProgramData) of an elevated process's, else in the user's own (LocalAppData).
    /// </summary>
    /// <exception cref="InvalidOperationException">The account has no folder of its own.</exception>
    public static string DefaultSpool => Default(
        OperatingSystem.IsWindows(), Environment.IsPrivilegedProcess, Environment.GetEnvironmentVariable, folder => Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify));

    /// <summary>The folder of the audit log of a relay that is not told otherwise.</summary>
    /// <param name="spoolPath">The spool's folder.</param>
    internal static string AuditIn(string spoolPath) => Path.Combine(spoolPath, "audit");

    internal static string Default(bool isWindows, bool isPrivileged, Func<string, string?> variable, Func<Environment.SpecialFolder, string> folderOf)
    {
        if (isWindows) return Path.Combine(Known(folderOf(isPrivileged ? Environment.SpecialFolder.CommonApplicationData : Environment.SpecialFolder.LocalApplicationData)), "SmtpAdmin", "Relay");
        if (isPrivileged) return "/var/spool/smtpadmin";
        // A relative path there is to be ignored, says the specification.
        return variable("XDG_STATE_HOME") is { } state && state.StartsWith('/')
            ? Path.Combine(state, "smtpadmin", "relay")
            : Path.Combine(Known(folderOf(Environment.SpecialFolder.UserProfile)), ".local", "state", "smtpadmin", "relay");
    }

    private static string Known(string folder) => folder.Length > 0 ? folder : throw new InvalidOperationException("This account has no folder of its own to keep the queue in. Name one: spoolPath, or -SpoolPath.");
}
