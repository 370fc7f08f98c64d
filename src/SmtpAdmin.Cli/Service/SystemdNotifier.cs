using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Cli.Service;

/// <summary>Tells the service manager how we do (sd_notify(3)): a datagram to the socket that it names. Without one, nothing is done.</summary>
internal sealed class SystemdNotifier
{
    private readonly string? _socket = Environment.GetEnvironmentVariable("NOTIFY_SOCKET");

    /// <summary>All is up.</summary>
    public void Ready(string status) => Send($"READY=1\nSTATUS={status}");

    /// <summary>The configuration is read again; <see cref="Ready"/> follows. The time is CLOCK_MONOTONIC's, which .NET counts timestamps by.</summary>
    public void Reloading() => Send(FormattableString.Invariant($"RELOADING=1\nMONOTONIC_USEC={(long)TimeProvider.System.GetElapsedTime(0).TotalMicroseconds}"));

    /// <summary>We are going down.</summary>
    public void Stopping(string status) => Send($"STOPPING=1\nSTATUS={status}");

    private void Send(string state)
    {
        if (string.IsNullOrEmpty(_socket)) return;
        try
        {
            using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
            // A name that begins with '@' is in the abstract namespace: there it begins with a NUL (unix(7)).
            socket.SendTo(Encoding.UTF8.GetBytes(state), new UnixDomainSocketEndPoint(_socket[0] == '@' ? '\0' + _socket[1..] : _socket));
        }
        catch (SocketException problem)
        {
            // The relay works; who started it only does not hear so.
            Usage.Report($"The service manager's socket does not take our word: {problem.Message}");
        }
    }
}
