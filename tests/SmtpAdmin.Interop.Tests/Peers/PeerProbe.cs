using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>Asks whether a server answers yet, by means of its own: nothing that is under test.</summary>
internal static class PeerProbe
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>Something takes TCP connections there.</summary>
    internal static async Task<bool> AcceptsAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        return await TryAsync(async token => await client.ConnectAsync(IPAddress.Loopback, port, token).AsTask(), cancellationToken);
    }

    /// <summary>An SMTP server greets there.</summary>
    internal static async Task<bool> GreetsAsync(int port, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        var line = "";
        var heard = await TryAsync(async token =>
        {
            await client.ConnectAsync(IPAddress.Loopback, port, token);
            using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
            line = await reader.ReadLineAsync(token) ?? "";
        }, cancellationToken);
        return heard && line.StartsWith("220", StringComparison.Ordinal);
    }

    /// <summary>A name server answers a question for a zone's SOA record there, without an error.</summary>
    internal static Task<bool> AnswersForAsync(string zone, int port, CancellationToken cancellationToken) =>
        AnswersForAsync(zone, new IPEndPoint(IPAddress.Loopback, port), cancellationToken);

    /// <summary>A DNS server answers for a zone.</summary>
    internal static async Task<bool> AnswersForAsync(string zone, IPEndPoint server, CancellationToken cancellationToken)
    {
        byte[] query = [0x5A, 0x17, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, .. Labels(zone), 0, 6, 0, 1];
        using var client = new UdpClient(AddressFamily.InterNetwork);
        UdpReceiveResult answer = default;
        var heard = await TryAsync(async token =>
        {
            client.Connect(server);
            await client.SendAsync(query, token);
            answer = await client.ReceiveAsync(token);
        }, cancellationToken);
        return heard && answer.Buffer.Length > 12 && answer.Buffer[0] == 0x5A && answer.Buffer[1] == 0x17 && (answer.Buffer[3] & 0xF) == 0;
    }

    private static IEnumerable<byte> Labels(string zone) =>
        zone.Split('.').SelectMany(label => Encoding.ASCII.GetBytes(label).Prepend((byte)label.Length)).Append((byte)0);

    private static async Task<bool> TryAsync(Func<CancellationToken, Task> attempt, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await attempt(patience.Token);
            return true;
        }
        catch (Exception e) when (e is SocketException or IOException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return false;
        }
    }
}
