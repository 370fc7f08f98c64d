namespace SmtpAdmin.Interop.Tests.Dns;

/// <summary>Which real server is asked.</summary>
public enum NameServer
{
    /// <summary>BIND, the zones' authority.</summary>
    Bind,
    /// <summary>NSD, the zones' authority in another opinion.</summary>
    Nsd,
    /// <summary>unbound, a validating resolver in front of BIND.</summary>
    Unbound,
}
