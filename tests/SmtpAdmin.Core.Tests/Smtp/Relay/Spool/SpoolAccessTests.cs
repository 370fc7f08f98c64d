using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>A folder that others may change is told of at the start.</summary>
public sealed class SpoolAccessTests
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Theory]
    [InlineData(1000, 1000, false, null)]
    [InlineData(0, 0, false, null)] // root may do what it likes anyhow
    [InlineData(1001, 1000, false, "belongs to another account (user 1001)")]
    [InlineData(1000, 1000, true, null)]
    [InlineData(1000, 50, false, null)]
    [InlineData(1000, 50, true, "All members of group 50 may write")]
    public void Whom_the_folder_belongs_to_matters(uint user, uint group, bool mayGroupWrite, string? warning)
    {
        var owner = new UnixOwner(user, group, mayGroupWrite ? Private | UnixFileMode.GroupWrite : Private);
        var told = SpoolAccess.Warning("/spool", new UnixAccount(1000, 1000, [50]), owner);
        if (warning is null) Assert.Null(told);
        else Assert.Contains(warning, told, StringComparison.Ordinal);
    }
}
