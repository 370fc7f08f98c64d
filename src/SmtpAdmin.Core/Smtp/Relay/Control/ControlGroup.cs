using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Lets a Unix group through a spool's folder to the control socket: the folder is the group's to pass, not to list.</summary>
internal static class ControlGroup
{
    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const uint Same = uint.MaxValue; // chown(2) leaves what is -1

    /// <summary>Gives a folder or a socket to a group, and lets it pass or connect.</summary>
    /// <param name="path">The folder, or the socket.</param>
    /// <param name="group">The group's name or number.</param>
    /// <param name="mode">The permissions that the group gets besides.</param>
    /// <exception cref="IOException">There is no such group, or this account is not in it.</exception>
    [UnsupportedOSPlatform("windows")]
    public static void Give(string path, string group, UnixFileMode mode)
    {
        var number = UnixNames.FindGroup(group) ?? throw new IOException($"There is no group '{PlainText.Excerpt(group)}' that could control the relay. Name one that 'getent group' shows, or its number.");
        if (ChangeOwner([.. Encoding.UTF8.GetBytes(path), 0], Same, number) != 0)
            throw new IOException($"'{PlainText.Excerpt(path, 260)}' cannot be given to the group '{PlainText.Excerpt(group)}': {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}. The relay's account has to be in it.");
        File.SetUnixFileMode(path, mode);
    }

    /// <summary>Lets the group pass a folder.</summary>
    /// <inheritdoc cref="Give"/>
    [UnsupportedOSPlatform("windows")]
    public static void GivePassage(string path, string group) => Give(path, group, Owner | UnixFileMode.GroupExecute);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner(byte[] path, uint user, uint group);
}
