namespace SmtpAdmin.Reputation;

/// <summary>A later version of this program wrote the state file.</summary>
internal sealed class DnsblStateVersionException(int version) : Exception($"The state has version {version}.")
{
    public int Version => version;
}
