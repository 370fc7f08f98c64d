namespace SmtpAdmin.Dkim;

/// <summary>Whether a signer gets through the folders that lead to a new key. Through those that lead to the key in use it does.</summary>
internal static class DkimKeyFolders
{
    private const int MaxLinks = 40; // as many as Linux follows
    private const UnixFileMode WrittenByMore = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Looks at the folders that do not lead to the key in use as well; null when nothing speaks against them, or nothing is known.</summary>
    /// <param name="signer">The signer.</param>
    /// <param name="before">The file of the key in use.</param>
    /// <param name="after">The file of the new key.</param>
    /// <param name="old">Whose the key in use is.</param>
    public static DkimKeyAccess? Problem(DkimSoftware signer, string before, string after, UnixOwner old)
    {
        var passed = To(before);
        foreach (var folder in To(after).Except(passed))
        {
            if (UnixOwner.Of(folder) is not { } owner) continue;
            var (shown, word) = (PlainText.Excerpt(folder, 260), DkimConfig.Shell(PlainText.Clean(folder)));
            if (!IsPassed(old, owner))
                return new($"The signer may not get through the folder '{shown}' to the new key '{PlainText.Excerpt(after, 260)}'.", $"Let it through, which shows nobody what is in there (chmod a+x {word}).");
            if (signer != DkimSoftware.OpenDkim) continue;
            if ((owner.Mode & WrittenByMore) != 0)
                return new($"OpenDKIM may refuse the new key, because more accounts than its own may write the folder '{shown}' (RequireSafeKeys, on by default).", $"Let its owner alone write there (chmod go-w {word}).");
            if (owner.User != 0 && owner.User != old.User && owner.Mode.HasFlag(UnixFileMode.UserWrite))
                return new($"OpenDKIM may refuse the new key, because the folder '{shown}' belongs neither to root nor to whoever has the key in use (RequireSafeKeys, on by default).", "Make keys in a folder of root, or of the account that OpenDKIM runs as.");
        }
        return null;
    }

    /// <summary>The folders that lead to a file, those behind symbolic links included.</summary>
    internal static IReadOnlyList<string> To(string path)
    {
        var root = Path.GetPathRoot(path)!;
        var folders = new List<string> { root };
        var left = new Stack<string>(Parts(path[root.Length..]));
        var current = root;
        for (var links = 0; left.TryPop(out var part);)
        {
            if (part == "..") current = Path.GetDirectoryName(current) ?? root;
            if (part is "." or "..") continue;
            var next = Path.Combine(current, part);
            if (new FileInfo(next).LinkTarget is { } target)
            {
                if (++links > MaxLinks) break;
                if (Path.IsPathRooted(target)) current = root;
                foreach (var more in Parts(target)) left.Push(more);
                continue;
            }
            if (left.Count == 0) break;
            folders.Add(current = next);
        }
        return folders;
    }

    /// <summary>Whoever may read the key in use may be the signer: its owner, a member of its group, anybody. The group of the key is the only one that is known of them.</summary>
    internal static bool IsPassed(UnixOwner key, UnixOwner folder)
    {
        var asMember = folder.Mode.HasFlag(folder.Group == key.Group ? UnixFileMode.GroupExecute : UnixFileMode.OtherExecute);
        var asOwner = key.User == 0 || (folder.User == key.User ? folder.Mode.HasFlag(UnixFileMode.UserExecute) : asMember);
        return asOwner
            && (asMember || !key.Mode.HasFlag(UnixFileMode.GroupRead))
            && (folder.Mode.HasFlag(UnixFileMode.OtherExecute) || !key.Mode.HasFlag(UnixFileMode.OtherRead));
    }

    /// <summary>The parts of a path, the last one first.</summary>
    private static IEnumerable<string> Parts(string path) => Enumerable.Reverse(path.Split('/', StringSplitOptions.RemoveEmptyEntries));
}
