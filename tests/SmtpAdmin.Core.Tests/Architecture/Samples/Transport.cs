using System.Net.Sockets;

namespace SmtpAdmin.Core.Tests.Architecture.Samples.Transport;

internal sealed class Wire
{
    public static string Send(string text) => text;
}

[AttributeUsage(AttributeTargets.All)]
internal sealed class MarkedAttribute : Attribute;

internal static class Connection
{
    public static bool Open(Socket socket) => socket.Connected;
}
