namespace SmtpAdmin.Dkim;

/// <summary>Whether a signer's configuration can be replaced by a file of the same owner and group, on Linux. Nothing is replaced.</summary>
internal static class DkimSignerFileAccess
{
    /// <summary>All that stands in the way, as sentences with what would do; null when nothing does.</summary>
    /// <param name="target">The file.</param>
    /// <param name="owner">Whose it is.</param>
    /// <exception cref="IOException">The disk is full, or the like.</exception>
    public static string? Problem(string target, UnixOwner owner)
    {
        if (UnixAccount.Current() is not { } account) return null;
        try
        {
            return AtomicFile.Probe(target) is { } after ? OwnerProblem(target, owner, account, after.User == owner.User, after.Group == owner.Group) : null;
        }
        catch (UnauthorizedAccessException)
        {
            var isOwner = owner.User == account.User;
            string?[] problems =
            [
                $"The new file is first made beside it, and '{UnixNames.OfUser(account.User)}' may not write the folder '{PlainText.Excerpt(Path.GetDirectoryName(target)!, 260)}': keep the file in a folder that this account may write.",
                // It could not be tried, and so is told by the rules (chown(2)).
                OwnerProblem(target, owner, account, isOwner || account.IsRoot, account.IsRoot || (isOwner && account.IsIn(owner.Group))),
            ];
            return string.Join(' ', problems.OfType<string>());
        }
    }

    private static string? OwnerProblem(string target, UnixOwner owner, UnixAccount account, bool keepsUser, bool keepsGroup)
    {
        if (keepsUser && keepsGroup) return null;
        var (name, now) = (UnixNames.OfUser(account.User), UnixNames.OfUser(owner.User));
        // A group that this account is in can stay.
        var group = account.IsIn(owner.Group) ? "" : $":{UnixNames.OfGroup(account.Group)}";
        var command = $"chown {DkimConfig.Shell($"{name}{group}")} {DkimConfig.Shell(PlainText.Clean(target))}";
        return keepsUser
            ? $"The group of the file is '{UnixNames.OfGroup(owner.Group)}', which '{name}' is not in, so that only root can keep it so. Run this as root, or give the file to a group of '{name}' ({command})."
            : $"The file belongs to '{now}', and only root or that account can keep it so, not '{name}'. Run this as one of them, or give it to '{name}' ({command}).";
    }
}
