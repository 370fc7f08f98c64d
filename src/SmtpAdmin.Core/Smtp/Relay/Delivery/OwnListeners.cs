using System.Net;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Tells our own listeners from others' servers.</summary>
/// <param name="endPoints">Where we listen now.</param>
internal sealed class OwnListeners(Func<IReadOnlyList<IPEndPoint>> endPoints)
{
    /// <summary>Whoever connects there talks to us.</summary>
    /// <param name="remote">The other end of a connection.</param>
    /// <param name="local">This end; null where it is not known. A connection from an address to itself does not leave this machine.</param>
    public bool Contains(IPEndPoint remote, IPEndPoint? local)
    {
        foreach (var own in endPoints())
        {
            if (own.Port != remote.Port) continue;
            if (own.Address.Equals(remote.Address)) return true;
            var all = own.Address.Equals(IPAddress.Any) || own.Address.Equals(IPAddress.IPv6Any);
            if (all && (IPAddress.IsLoopback(remote.Address) || remote.Address.Equals(local?.Address))) return true;
        }
        return false;
    }
}
