namespace SmtpAdmin.Dkim;

/// <summary>Why a signer may not be able to read a new key, or not want to.</summary>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record DkimKeyAccess(string Message, string Remedy)
{
    private const UnixFileMode Everybody = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite;

    /// <summary>The signer reads the key in use. Whether it can read the new one shows in whose the two files are, and the folders that lead there; null when nothing speaks against it, or nothing is known.</summary>
    /// <param name="signer">The signer.</param>
    /// <param name="before">The file of the key in use.</param>
    /// <param name="after">The file of the new key.</param>
    public static DkimKeyAccess? Problem(DkimSoftware signer, string before, string after)
    {
        if (!Path.IsPathFullyQualified(before) || UnixOwner.Of(before) is not { } old || UnixOwner.Of(after) is not { } now) return null;
        return OfFile(signer, old, now, before, after) ?? DkimKeyFolders.Problem(signer, before, after, old);
    }

    /// <summary>The same of the two files alone.</summary>
    internal static DkimKeyAccess? OfFile(DkimSoftware signer, UnixOwner old, UnixOwner now, string before, string after)
    {
        var shown = PlainText.Excerpt(after, 260);
        var (from, to) = (DkimConfig.Shell(PlainText.Clean(before)), DkimConfig.Shell(PlainText.Clean(after)));
        var alike = $"Give it to whoever has the key in use (chown --reference={from} {to} && chmod --reference={from} {to}).";
        if (signer == DkimSoftware.OpenDkim && IsLoose(old, now))
        {
            return new DkimKeyAccess(
                $"OpenDKIM may refuse the new key '{shown}': more accounts may read or write it than the key in use (RequireSafeKeys, on by default).",
                now.User == old.User && (old.Mode & (Group | Others)) == 0 ? $"Keep it to its owner (chmod 600 {to})." : alike);
        }
        return IsReadable(old, now) ? null
            : new DkimKeyAccess($"The signer may not be able to read the new key '{shown}': its owner or permissions are not those of the key in use.", alike);
    }

    /// <summary>Each kind of account that may read the key in use may be the signer's.</summary>
    private static bool IsReadable(UnixOwner old, UnixOwner now) =>
        (now.Mode & Everybody) == Everybody
        || (now.User == old.User && (old.Mode & Everybody & ~now.Mode) == 0 && (!old.Mode.HasFlag(UnixFileMode.GroupRead) || now.Group == old.Group));

    /// <summary>OpenDKIM's dkimf_checkfsnode: nobody but root and itself may read or write a key, and a group only when nobody else is in it. What it takes in the key in use it takes in the new one.</summary>
    private static bool IsLoose(UnixOwner old, UnixOwner now) =>
        ((now.Mode & Others) != 0 && (old.Mode & Others) == 0)
        || ((now.Mode & Group) != 0 && ((old.Mode & Group) == 0 || now.Group != old.Group) && (old.Mode & Others) == 0);
}
