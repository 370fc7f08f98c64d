using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace SmtpAdmin;

/// <summary>Whose a file is, and who may do what with it. The base class library does not tell owners, so Linux itself is asked; elsewhere nothing is known.</summary>
/// <param name="User">The number of the user.</param>
/// <param name="Group">The number of the group.</param>
/// <param name="Mode">The permissions.</param>
internal readonly record struct UnixOwner(uint User, uint Group, UnixFileMode Mode)
{
    private const int CurrentDirectory = -100; // AT_FDCWD
    private const uint Wanted = 0x2 | 0x8 | 0x10; // STATX_MODE, STATX_UID, STATX_GID
    private const uint WantedLinks = 0x4; // STATX_NLINK
    private const int MaskAt = 0; // where struct statx, the same on every processor, has these
    private const int LinksAt = 16;
    private const int UserAt = 20;
    private const int GroupAt = 24;
    private const int ModeAt = 28;
    private const int Length = 256;
    private const uint Same = uint.MaxValue; // fchown(2) leaves what is -1

    /// <summary>The owner of a file, of what a symbolic link leads to; null when it is not to be had.</summary>
    public static UnixOwner? Of(string path) => Find(path, Wanted) is not { } found ? null : new UnixOwner(
        MemoryMarshal.Read<uint>(found.AsSpan(UserAt)),
        MemoryMarshal.Read<uint>(found.AsSpan(GroupAt)),
        (UnixFileMode)(MemoryMarshal.Read<ushort>(found.AsSpan(ModeAt)) & 0xFFF));

    /// <summary>How many names a file has (hard links); null when it is not to be had.</summary>
    public static uint? LinksOf(string path) => Find(path, WantedLinks) is { } found ? MemoryMarshal.Read<uint>(found.AsSpan(LinksAt)) : null;

    private static byte[]? Find(string path, uint wanted)
    {
        if (!OperatingSystem.IsLinux()) return null;
        var found = new byte[Length];
        try
        {
            if (StatX(CurrentDirectory, [.. Encoding.UTF8.GetBytes(path), 0], 0, wanted, found) != 0) return null;
        }
        catch (EntryPointNotFoundException) // a C library from before 2018
        {
            return null;
        }
        return (MemoryMarshal.Read<uint>(found.AsSpan(MaskAt)) & wanted) == wanted ? found : null;
    }

    /// <summary>Gives an open file to the same user and group.</summary>
    /// <returns>False when this account may not do that.</returns>
    [SupportedOSPlatform("linux")]
    public bool TryGive(SafeFileHandle file) => ChangeOwner(file, User, Group) == 0;

    /// <summary>Gives an open file to the same user; its group stays.</summary>
    /// <returns>False when it is another's and this account may not do that.</returns>
    [SupportedOSPlatform("linux")]
    public bool TryGiveToUser(SafeFileHandle file) => ChangeOwner(file, User, Same) == 0;

    /// <summary>Gives an open file to the same group; its user stays.</summary>
    /// <returns>False when this account may not do that.</returns>
    [SupportedOSPlatform("linux")]
    public bool TryGiveToGroup(SafeFileHandle file) => ChangeOwner(file, Same, Group) == 0;

    /// <summary>Gives an open file to the same user and group, or to the group alone where this account may do no more; or leaves it as it is.</summary>
    [SupportedOSPlatform("linux")]
    public void GiveWhereAllowed(SafeFileHandle file) => _ = TryGive(file) || TryGiveToGroup(file);

    /// <summary>Whether this owner can read a file with these permissions, as far as that shows, when it is another's.</summary>
    /// <param name="other">Whose it is then.</param>
    public bool CanReadWhenOf(UnixOwner other) =>
        User == 0 || User == other.User || Mode.HasFlag(UnixFileMode.OtherRead) || (Mode.HasFlag(UnixFileMode.GroupRead) && Group == other.Group);

    [DllImport("libc", EntryPoint = "statx")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int StatX(int directory, byte[] path, int flags, uint mask, byte[] found);

    [DllImport("libc", EntryPoint = "fchown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner(SafeFileHandle file, uint user, uint group);
}
