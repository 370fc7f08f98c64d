namespace SmtpAdmin.Dkim;

/// <summary>Files that somebody wants left as they are, though they could be replaced.</summary>
internal static class DkimSignerTarget
{
    /// <summary>Why a configuration is not replaced, as a sentence; null when nothing speaks against it.</summary>
    /// <param name="path">The file; a symbolic link is followed.</param>
    public static string? Problem(string path)
    {
        if (AtomicFile.IsReadOnly(path)) return "The file is read-only. Where it is to be changed by a program, let its owner write it (chmod u+w).";
        return UnixOwner.LinksOf(path) is > 1 and var names ? $"The file has {names} names (hard links), and a new one would have this name alone. Change it by hand, which changes it under each." : null;
    }
}
