using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>Sends numbered messages over several connections at once, each once, whatever becomes of it; remembers which were answered 250.</summary>
internal sealed class NumberedSender
{
    private int _last;

    /// <summary>The numbers of the messages that the relay answered with 250.</summary>
    public ConcurrentDictionary<int, bool> Accepted { get; } = new();

    /// <summary>How many were begun.</summary>
    public int Begun => _last;

    /// <summary>Sends until it is told to stop or the server is gone.</summary>
    /// <param name="server">The relay.</param>
    /// <param name="connections">How many connections at once.</param>
    /// <param name="most">No more than so many messages.</param>
    /// <param name="stop">Ends it.</param>
    public Task SendAsync(IPEndPoint server, int connections, int most, CancellationToken stop)
    {
        var end = _last + most;
        return Task.WhenAll(Enumerable.Range(0, connections).Select(_ => SendByOneAsync(server, end, stop)));
    }

    /// <summary>Waits until one more was accepted than are now.</summary>
    public async Task WaitForMoreAsync(TimeSpan hangGuard, CancellationToken cancellationToken)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        guard.CancelAfter(hangGuard);
        var before = Accepted.Count;
        while (Accepted.Count == before) await Task.Delay(5, guard.Token);
    }

    private async Task SendByOneAsync(IPEndPoint server, int end, CancellationToken stop)
    {
        try
        {
            await using var talk = await SmtpTalk.ConnectAsync(server, stop);
            await talk.DoAsync("HELO client.lab.test", "250", stop);
            for (int number; !stop.IsCancellationRequested && (number = Interlocked.Increment(ref _last)) <= end;)
            {
                await talk.DoAsync("MAIL FROM:<sender@lab.test>", "250", stop);
                await talk.DoAsync("RCPT TO:<recipient@lab.test>", "250", stop);
                await talk.DoAsync("DATA", "354", stop);
                var stuffed = NumberedMessage.Compose(number).Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
                await talk.DoAsync(stuffed + ".", "250", stop);
                Accepted[number] = true;
            }
        }
        catch (Exception problem) when (problem is IOException or SocketException or OperationCanceledException)
        {
            // The relay was killed, which is what this is for: what was not answered is not counted.
        }
    }
}
