using System.Net.Sockets;

namespace SmtpAdmin.Lab;

/// <summary>One connection to a sink: its socket, and the fault that waits for its next reply.</summary>
internal sealed class LabConnection(Socket socket, TimeProvider time)
{
    private LabFault? _next;
    private LabFault? _afterNext;

    public TimeProvider Time { get; } = time;

    /// <summary>Lets a fault strike at the next write, and another at the one behind it.</summary>
    public void Arm(LabFault? next, LabFault? afterNext = null)
    {
        _next = next;
        _afterNext = afterNext;
    }

    /// <summary>The fault for this write.</summary>
    public LabFault? Take()
    {
        var fault = _next;
        _next = _afterNext;
        _afterNext = null;
        return fault;
    }

    /// <summary>Ends the connection: in order, or by RST.</summary>
    public void Cut(bool reset)
    {
        if (reset) socket.LingerState = new LingerOption(enable: true, seconds: 0);
        else if (socket.Connected) socket.Shutdown(SocketShutdown.Both);
        socket.Close();
    }
}
