using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>A policy server for Postfix: who writes to somebody for the first time is put off. Attributes come as lines, an empty line ends them, and so does the answer.</summary>
internal sealed class GreylistPolicy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
    private readonly Task _run;

    internal GreylistPolicy()
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _run = RunAsync();
    }

    /// <summary>Where it answers.</summary>
    internal int Port { get; }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _run;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        var sessions = new List<Task>();
        try
        {
            while (true) sessions.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(sessions);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
                var attributes = new Dictionary<string, string>(StringComparer.Ordinal);
                while (await reader.ReadLineAsync(_stop.Token) is { } line)
                {
                    if (line.Length > 0)
                    {
                        var equals = line.IndexOf('=', StringComparison.Ordinal);
                        attributes[line[..equals]] = line[(equals + 1)..];
                        continue;
                    }
                    var isNew = _seen.TryAdd($"{attributes.GetValueOrDefault("sender")} {attributes.GetValueOrDefault("recipient")}", true);
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"action={(isNew ? "450 4.2.0 Greylisted, try again" : "DUNNO")}\n\n"), _stop.Token);
                    attributes.Clear();
                }
            }
            catch (Exception e) when (e is OperationCanceledException or IOException)
            {
                // The end of the test run, or of a Postfix process: nobody asks any more.
            }
        }
    }
}
