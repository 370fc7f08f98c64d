namespace SmtpAdmin.Dkim;

/// <summary>Why a signer may not be able to read a new key.</summary>
/// <param name="Message">What is wrong, as a sentence.</param>
/// <param name="Remedy">What to do.</param>
internal sealed record DkimKeyAccess(string Message, string Remedy)
{
    /// <summary>The signer reads the key in use. Whether it can read the new one shows in whose the two files are; null when nothing speaks against it, or nothing is known.</summary>
    /// <param name="before">The file of the key in use.</param>
    /// <param name="after">The file of the new key.</param>
    public static DkimKeyAccess? Problem(string before, string after)
    {
        if (UnixOwner.Of(before) is not { } old || UnixOwner.Of(after) is not { } now) return null;
        const UnixFileMode group = UnixFileMode.GroupRead, others = UnixFileMode.OtherRead;
        var isLikely = now.User == old.User
            && (!old.Mode.HasFlag(group) || (now.Mode.HasFlag(group) && now.Group == old.Group))
            && !old.Mode.HasFlag(others);
        if (isLikely || now.Mode.HasFlag(others)) return null;
        var (from, to) = (DkimConfig.Shell(PlainText.Clean(before)), DkimConfig.Shell(PlainText.Clean(after)));
        return new DkimKeyAccess(
            $"The signer may not be able to read the new key '{PlainText.Excerpt(after, 260)}': its owner or permissions are not those of the key in use.",
            $"Give it to whoever has the key in use (chown --reference={from} {to} && chmod --reference={from} {to}).");
    }
}
