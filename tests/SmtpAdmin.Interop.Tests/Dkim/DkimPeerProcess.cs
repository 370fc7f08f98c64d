using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>
/// Another implementation of DKIM in a process of its own, for many messages. A request is a line of fields with tabs between, the last of
/// which is the number of octets that follow the line; an answer looks the same. <c>publish NAME</c> with a record, <c>sign ...</c> and
/// <c>verify</c> with a message, <c>repeat SECONDS</c> of the last of these two, <c>testkey SELECTOR DOMAIN KEY-FILE</c> of libopendkim.
/// </summary>
internal sealed class DkimPeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Stream _input;
    private readonly BufferedStream _output;
    private readonly Task<string> _errors;

    private DkimPeerProcess(Process process)
    {
        _process = process;
        _input = process.StandardInput.BaseStream;
        _output = new BufferedStream(process.StandardOutput.BaseStream);
        _errors = process.StandardError.ReadToEndAsync(CancellationToken.None);
    }

    /// <summary>What the peer calls itself.</summary>
    public string Greeting { get; private set; } = "";

    /// <summary>Starts a peer, and waits until it is ready.</summary>
    /// <exception cref="DkimPeerException">It ended instead.</exception>
    public static async Task<DkimPeerProcess> StartAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        var peer = new DkimPeerProcess(Process.Start(start)!);
        try
        {
            peer.Greeting = (await peer.ReadAsync(Patience, cancellationToken)).OrThrow("hello").Fields[1];
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    /// <summary>Has the peer find a record under a name.</summary>
    public async Task PublishAsync(string name, string record, CancellationToken cancellationToken) =>
        (await RequestAsync(["publish", name], Encoding.Latin1.GetBytes(record), cancellationToken)).OrThrow("published");

    /// <summary>Repeats the last signature or verification, for some seconds of its processor's time.</summary>
    /// <returns>How many it makes in a second of that time.</returns>
    public async Task<double> RepeatAsync(double seconds, CancellationToken cancellationToken)
    {
        await WriteAsync(["repeat", seconds.ToString(CultureInfo.InvariantCulture)], default, cancellationToken);
        var reply = (await ReadAsync(Patience + TimeSpan.FromSeconds(seconds), cancellationToken)).OrThrow("rate");
        return double.Parse(reply.Fields[1], CultureInfo.InvariantCulture) / double.Parse(reply.Fields[2], CultureInfo.InvariantCulture);
    }

    /// <summary>Asks, and waits for the answer, thirty seconds at most.</summary>
    /// <exception cref="DkimPeerException">The peer ended, or does not answer.</exception>
    public async Task<DkimPeerReply> RequestAsync(IEnumerable<string> fields, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        await WriteAsync(fields, payload, cancellationToken);
        return await ReadAsync(Patience, cancellationToken);
    }

    /// <summary>The end of its input ends a peer.</summary>
    public async ValueTask DisposeAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _input.DisposeAsync();
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            _process.Kill();
            await _process.WaitForExitAsync(CancellationToken.None);
        }
        await _output.DisposeAsync();
        _process.Dispose();
    }

    private async Task WriteAsync(IEnumerable<string> fields, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        try
        {
            await _input.WriteAsync(Encoding.UTF8.GetBytes($"{string.Join('\t', fields)}\t{payload.Length}\n"), cancellationToken);
            await _input.WriteAsync(payload, cancellationToken);
            await _input.FlushAsync(cancellationToken);
        }
        catch (IOException)
        {
            throw new DkimPeerException($"The peer ended: {await _errors}");
        }
    }

    private async Task<DkimPeerReply> ReadAsync(TimeSpan patience, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            var line = new List<byte>();
            for (var octet = new byte[1]; octet[0] != '\n'; line.Add(octet[0])) await _output.ReadExactlyAsync(octet, limit.Token);
            var fields = Encoding.UTF8.GetString([.. line]).TrimEnd('\n').Split('\t');
            var payload = new byte[int.Parse(fields[^1], CultureInfo.InvariantCulture)];
            await _output.ReadExactlyAsync(payload, limit.Token);
            return new DkimPeerReply(fields[..^1], payload);
        }
        catch (EndOfStreamException)
        {
            throw new DkimPeerException($"The peer ended: {await _errors}");
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            _process.Kill();
            throw new DkimPeerException($"The peer does not answer within {patience.TotalSeconds} s.");
        }
    }
}
