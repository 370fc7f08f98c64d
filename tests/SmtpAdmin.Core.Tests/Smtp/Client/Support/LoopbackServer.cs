using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Support;

/// <summary>Plays a script on a loopback port of its own, with TLS where the script says <c>X: tls</c>. <c>(crlf)</c> puts two lines into one write.</summary>
internal sealed class LoopbackServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly SmtpScript _script;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly Task _run;
    private bool _disposed;

    public LoopbackServer(string script, SslServerAuthenticationOptions? tls = null, int connections = 1)
    {
        _script = SmtpScript.Parse(script);
        _tls = tls;
        _listener.Start();
        _run = ServeAsync(connections);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What the client said; complete once the server is disposed.</summary>
    public List<string> Said { get; } = [];

    /// <summary>The name that the client asked for in TLS.</summary>
    public string? ServerName { get; private set; }

    /// <summary>The client's certificate.</summary>
    public string? ClientSubject { get; private set; }

    public async ValueTask DisposeAsync()
    {
        if (_disposed) return;
        _disposed = true;
        await _stop.CancelAsync();
        _listener.Stop();
        try
        {
            await _run;
        }
        catch (Exception problem) when (problem is OperationCanceledException or IOException or SocketException or AuthenticationException)
        {
            // The client went away, or the test was over first.
        }
        _stop.Dispose();
    }

    /// <summary>One connection after the other; a client that goes away in the middle makes room for the next.</summary>
    private async Task ServeAsync(int connections)
    {
        for (; connections > 1; connections--)
        {
            try
            {
                await RunAsync();
            }
            catch (Exception problem) when (problem is IOException or AuthenticationException)
            {
                Said.Clear();
            }
        }
        await RunAsync();
    }

    private async Task RunAsync()
    {
        using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
        Stream stream = client.GetStream();
        foreach (var (side, text) in _script.Steps)
        {
            if (side == 'S')
            {
                await stream.WriteAsync(Encoding.UTF8.GetBytes(text.Replace("(crlf)", "\r\n", StringComparison.Ordinal) + "\r\n"), _stop.Token);
            }
            else if (side == 'C')
            {
                if (await ReadAsync(stream, text) is not { } line) return;
                Said.Add(line);
            }
            else if (text == "tls")
            {
                stream = await StartTlsAsync(stream);
            }
            else if (text == "close")
            {
                return;
            }
        }
        await ReadAsync(stream, "");
    }

    private async Task<SslStream> StartTlsAsync(Stream inner)
    {
        var stream = new SslStream(inner);
        await stream.AuthenticateAsServerAsync(_tls!, _stop.Token);
        ServerName = stream.TargetHostName;
        ClientSubject = stream.RemoteCertificate?.Subject;
        return stream;
    }

    private async Task<string?> ReadAsync(Stream stream, string expected)
    {
        var octets = new List<byte>();
        var one = new byte[1];
        while (true)
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            octets.Add(one[0]);
            if (one[0] != '\n') continue;
            var text = Encoding.UTF8.GetString([.. octets]);
            if (expected != SmtpScript.Message) return text.TrimEnd();
            if (text == ".\r\n" || text.EndsWith("\r\n.\r\n", StringComparison.Ordinal)) return text;
        }
    }
}
