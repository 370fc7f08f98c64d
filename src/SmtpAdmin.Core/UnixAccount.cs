using System.Runtime.InteropServices;

namespace SmtpAdmin;

/// <summary>Who this process runs as, on Linux.</summary>
/// <param name="User">The number of the user.</param>
/// <param name="Group">The number of the group that new files get.</param>
/// <param name="Groups">The numbers of the other groups.</param>
internal sealed record UnixAccount(uint User, uint Group, IReadOnlyList<uint> Groups)
{
    private const int MaxGroups = 65536; // NGROUPS_MAX of Linux

    /// <summary>The account; null where it is not known.</summary>
    public static UnixAccount? Current()
    {
        if (!OperatingSystem.IsLinux()) return null;
        var groups = new uint[MaxGroups];
        var count = GetGroups(groups.Length, groups);
        return new UnixAccount(GetUser(), GetGroup(), groups[..Math.Max(0, count)]);
    }

    /// <summary>It is root, who may give files away.</summary>
    public bool IsRoot => User == 0;

    /// <summary>It is a member of a group.</summary>
    public bool IsIn(uint group) => group == Group || Groups.Contains(group);

    [DllImport("libc", EntryPoint = "geteuid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetUser();

    [DllImport("libc", EntryPoint = "getegid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint GetGroup();

    [DllImport("libc", EntryPoint = "getgroups")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int GetGroups(int size, uint[] list);
}
