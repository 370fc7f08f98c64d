using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.Versioning;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Accepts local connections: by a Unix socket, on Windows by a named pipe for the same user. Knows of connections, not of what is said.</summary>
internal sealed class ControlListener : IAsyncDisposable
{
    private const int MaxConnections = 16;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Shared = Private | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;

    private readonly string _path;
    private readonly Func<Stream, CancellationToken, Task> _serve;
    private readonly SemaphoreSlim _places = new(MaxConnections);
    private readonly CancellationTokenSource _closing = new();
    private readonly Socket? _socket;
    private readonly Task _accepting;

    /// <summary>Begins to listen.</summary>
    /// <param name="path">The socket's path, or the pipe's name. A socket that is there is replaced: its relay is dead, or the spool would be locked.</param>
    /// <param name="group">The Unix group that may connect too; null for none. Without effect on Windows.</param>
    /// <param name="serve">Serves a connection; must not throw.</param>
    /// <exception cref="IOException">It cannot be listened on.</exception>
    /// <exception cref="UnauthorizedAccessException">What is there may not be replaced.</exception>
    public ControlListener(string path, string? group, Func<Stream, CancellationToken, Task> serve)
    {
        _path = path;
        _serve = serve;
        if (!OperatingSystem.IsWindows()) _socket = Bind(path, group);
        _accepting = AcceptAsync(_closing.Token);
    }

    /// <summary>Ends all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        _socket?.Dispose();
        await _accepting.ConfigureAwait(false);
        for (var place = 0; place < MaxConnections; place++) await _places.WaitAsync().ConfigureAwait(false); // until the last has ended
        if (_socket is not null) File.Delete(_path);
        _closing.Dispose();
        _places.Dispose();
    }

    [UnsupportedOSPlatform("windows")]
    private static Socket Bind(string path, string? group)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            File.Delete(path);
            socket.Bind(new UnixDomainSocketEndPoint(path));
            // Before anyone can connect: it does not listen yet.
            if (group is null) File.SetUnixFileMode(path, Private);
            else
            {
                ControlGroup.Give(path, group, Shared);
                ControlGroup.GivePassage(Path.GetDirectoryName(path)!, group);
            }
            socket.Listen(MaxConnections);
            return socket;
        }
        catch (Exception problem)
        {
            socket.Dispose();
            if (problem is SocketException) throw new IOException($"The control socket '{PlainText.Excerpt(path, 260)}' cannot be made: {problem.Message}", problem);
            throw;
        }
    }

    private async Task AcceptAsync(CancellationToken closing)
    {
        while (true)
        {
            try
            {
                await _places.WaitAsync(closing).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            Stream? stream = null;
            try
            {
                stream = await ConnectionAsync(closing).ConfigureAwait(false);
            }
            catch (Exception problem) when (problem is OperationCanceledException or ObjectDisposedException or SocketException or IOException)
            {
                _places.Release();
                if (closing.IsCancellationRequested) return;
                await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None).ConfigureAwait(false); // out of descriptors, say: come back to it
                continue;
            }
            _ = ServeAsync(stream, closing);
        }
    }

    private async Task<Stream> ConnectionAsync(CancellationToken closing)
    {
        if (_socket is not null) return new NetworkStream(await _socket.AcceptAsync(closing).ConfigureAwait(false), ownsSocket: true);
        var pipe = new NamedPipeServerStream(
            _path, PipeDirection.InOut, NamedPipeServerStream.MaxAllowedServerInstances, PipeTransmissionMode.Byte,
            PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        try
        {
            await pipe.WaitForConnectionAsync(closing).ConfigureAwait(false);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private async Task ServeAsync(Stream stream, CancellationToken closing)
    {
        await Task.Yield(); // the accept loop goes on with the next
        try
        {
            await using (stream.ConfigureAwait(false)) await _serve(stream, closing).ConfigureAwait(false);
        }
        finally
        {
            _places.Release();
        }
    }
}
