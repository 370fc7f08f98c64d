using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Bench;

/// <summary>Connections to a server that have said EHLO, under TLS or not, and then say nothing. Closed when disposed.</summary>
internal sealed class IdleClients : IAsyncDisposable
{
    private const int PerAddress = 200; // as many as the relay takes of one
    private const int AtOnce = 50;

    private readonly List<Stream> _streams = [];

    /// <summary>Opens them, from as many loopback addresses as it takes.</summary>
    public static async Task<IdleClients> OpenAsync(IPEndPoint server, int count, bool isSecured, CancellationToken cancellationToken)
    {
        var clients = new IdleClients();
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (number, token) =>
        {
            var place = 1 + (number / PerAddress);
            var stream = await ConnectAsync(new IPAddress([127, 1, (byte)(place >> 8), (byte)place]), server, isSecured, token);
            lock (clients._streams) clients._streams.Add(stream);
        });
        return clients;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var stream in _streams) await stream.DisposeAsync();
    }

    private static async Task<Stream> ConnectAsync(IPAddress from, IPEndPoint server, bool isSecured, CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(server, cancellationToken);
        Stream stream = new NetworkStream(socket, ownsSocket: true);
        await ReadReplyAsync(stream, cancellationToken);
        await SayAsync(stream, "EHLO client.bench.test", cancellationToken);
        if (!isSecured) return stream;
        await SayAsync(stream, "STARTTLS", cancellationToken);
        var secured = new SslStream(stream);
        // Its authority is in the other process, and made anew at each start.
        await secured.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "relay.bench.test", RemoteCertificateValidationCallback = static (_, certificate, _, _) => certificate is not null }, cancellationToken);
        await SayAsync(secured, "EHLO client.bench.test", cancellationToken);
        return secured;
    }

    private static async Task SayAsync(Stream stream, string command, CancellationToken cancellationToken)
    {
        await stream.WriteAsync(Encoding.ASCII.GetBytes(command + "\r\n"), cancellationToken);
        await ReadReplyAsync(stream, cancellationToken);
    }

    private static async Task ReadReplyAsync(Stream stream, CancellationToken cancellationToken)
    {
        using var reader = new StreamReader(stream, Encoding.ASCII, false, 1024, leaveOpen: true);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Length < 4 || line[3] == ' ') return;
        }
        throw new IOException("The relay closed the connection.");
    }
}
