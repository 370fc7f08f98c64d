using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace SmtpAdmin.Core.Tests.Lab;

/// <summary>A client of a sink over TCP that shows the octets as they come.</summary>
internal sealed class LabClient : IDisposable
{
    private readonly TcpClient _client = new() { ReceiveBufferSize = 1 << 16 };
    private readonly List<byte> _pending = [];
    private Stream _stream = Stream.Null;

    public X509Certificate2? ServerCertificate { get; private set; }

    public SslPolicyErrors TlsErrors { get; private set; }

    public static async Task<LabClient> ConnectAsync(IPEndPoint server)
    {
        var client = new LabClient();
        try
        {
            await client._client.ConnectAsync(server, TestContext.Current.CancellationToken);
        }
        catch (SocketException)
        {
            client.Dispose();
            throw;
        }
        client._stream = client._client.GetStream();
        return client;
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.UTF8.GetBytes(text), TestContext.Current.CancellationToken);

    public async Task<string> SayAsync(string command)
    {
        await SendAsync(command + "\r\n");
        return await ReadAsync();
    }

    /// <summary>Goes over to TLS and notes what is wrong with the certificate.</summary>
    public async Task StartTlsAsync(X509Certificate2 root, string name)
    {
#pragma warning disable CA5359 // the test wants to see what is wrong, not to be kept from it
        var tls = new SslStream(_stream, leaveInnerStreamOpen: false, (_, certificate, _, errors) =>
        {
            ServerCertificate = certificate is null ? null : new X509Certificate2(certificate);
            TlsErrors = errors;
            return true;
        });
#pragma warning restore CA5359
        _stream = tls;
        await tls.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions
            {
                TargetHost = name,
                CertificateChainPolicy = new X509ChainPolicy
                {
                    TrustMode = X509ChainTrustMode.CustomRootTrust,
                    CustomTrustStore = { root },
                    RevocationMode = X509RevocationMode.NoCheck,
                },
            },
            TestContext.Current.CancellationToken);
    }

    /// <summary>One reply, its lines divided by a line feed; what there was when the server closed.</summary>
    public async Task<string> ReadAsync()
    {
        var reply = new StringBuilder();
        while (await ReadLineAsync() is { } line)
        {
            reply.Append(reply.Length > 0 ? "\n" : "").Append(line);
            if (line.Length < 4 || line[3] != '-') return reply.ToString();
        }
        return reply.Append(Encoding.UTF8.GetString([.. _pending])).ToString();
    }

    public async Task<string?> ReadLineAsync()
    {
        while (true)
        {
            var end = _pending.IndexOf((byte)'\n');
            if (end >= 0)
            {
                var line = Encoding.UTF8.GetString([.. _pending[..end]]).TrimEnd('\r');
                _pending.RemoveRange(0, end + 1);
                return line;
            }
            if (!await FillAsync()) return null;
        }
    }

    /// <summary>Reads whatever is next; false when the server closed.</summary>
    public async Task<bool> FillAsync()
    {
        var buffer = new byte[65536];
        var read = await _stream.ReadAsync(buffer, TestContext.Current.CancellationToken);
        _pending.AddRange(buffer.AsSpan(0, read));
        return read > 0;
    }

    /// <summary>Octets that were received and not read as lines.</summary>
    public int Pending => _pending.Count;

    public void Forget() => _pending.Clear();

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
