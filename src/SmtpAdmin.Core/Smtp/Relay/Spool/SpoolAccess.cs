namespace SmtpAdmin.Smtp.Relay;

/// <summary>Who beside the relay may change what is in its folder, where the system tells that.</summary>
internal static class SpoolAccess
{
    /// <summary>What an administrator should change about it, as sentences; null for nothing.</summary>
    public static string? Warning(string path) =>
        UnixAccount.Current() is { } account && UnixOwner.Of(path) is { } owner ? Warning(path, account, owner) : null;

    internal static string? Warning(string path, UnixAccount account, UnixOwner owner)
    {
        var shown = PlainText.Excerpt(path, 260);
        if (owner.User != account.User && owner.User != 0)
            return FormattableString.Invariant($"The folder '{shown}' belongs to another account (user {owner.User}), which may delete or forge mail in it. Give it to the account of the relay (user {account.User}), or name another folder.");
        return owner.Mode.HasFlag(UnixFileMode.GroupWrite) && owner.Group != account.Group
            ? FormattableString.Invariant($"All members of group {owner.Group} may write to the folder '{shown}', and so delete or forge mail in it. Run 'chmod g-w {shown}', or name another folder.")
            : null;
    }
}
