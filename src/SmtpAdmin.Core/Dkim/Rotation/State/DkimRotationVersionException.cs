namespace SmtpAdmin.Dkim;

/// <summary>A later version of this program wrote a state file.</summary>
internal sealed class DkimRotationVersionException(long version) : Exception
{
    /// <summary>The version.</summary>
    public long Version { get; } = version;
}
