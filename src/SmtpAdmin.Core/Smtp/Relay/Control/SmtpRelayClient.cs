using System.IO.Pipes;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using System.Text.Json;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reaches a running relay by its control channel. Holds no connection: each request makes its own.</summary>
public sealed class SmtpRelayClient : ISmtpRelayAccess
{
    private static readonly TimeSpan PipePatience = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly string _path;
    private readonly string _spoolPath;
    private readonly string _shown;

    private SmtpRelayClient(string spoolPath)
    {
        _path = RelayControlPath.For(spoolPath);
        _spoolPath = Path.GetFullPath(spoolPath);
        _shown = PlainText.Excerpt(spoolPath, 260);
    }

    /// <summary>Finds the relay that has a spool.</summary>
    /// <param name="spoolPath">The spool's folder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The relay; null when none runs.</returns>
    /// <exception cref="SmtpRelayException">One runs, and this account may not reach it.</exception>
    /// <exception cref="IOException">The path is no path for a spool.</exception>
    public static async Task<SmtpRelayClient?> FindAsync(string spoolPath, CancellationToken cancellationToken)
    {
        var client = new SmtpRelayClient(spoolPath);
        var stream = await client.TryConnectAsync(cancellationToken).ConfigureAwait(false);
        if (stream is null) return null;
        await stream.DisposeAsync().ConfigureAwait(false);
        return client;
    }

    /// <inheritdoc/>
    public async Task<SmtpRelayStatus> GetStatusAsync(CancellationToken cancellationToken)
    {
        SmtpRelayStatus? status = null;
        await foreach (var answer in AskAsync(new ControlRequest(ControlCommand.Status), cancellationToken).ConfigureAwait(false)) status = answer.Status;
        return status ?? throw new SmtpRelayException("The relay's answer says nothing of how it does: it may be of another version.");
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<SmtpQueueItem> ListAsync(SmtpQueueFilter filter, CancellationToken cancellationToken) =>
        ItemsAsync(new ControlRequest(ControlCommand.List) { Filter = filter }, cancellationToken);

    /// <inheritdoc/>
    public IAsyncEnumerable<SmtpQueueItem> ChangeAsync(SmtpQueueAction action, SmtpQueueFilter filter, CancellationToken cancellationToken) =>
        ItemsAsync(new ControlRequest(ControlCommand.Change) { Filter = filter, Action = action }, cancellationToken);

    /// <inheritdoc/>
    public async Task ExportAsync(string queueId, Stream destination, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(destination);
        await foreach (var answer in AskAsync(new ControlRequest(ControlCommand.Export) { QueueId = queueId }, cancellationToken).ConfigureAwait(false))
            await destination.WriteAsync(answer.Content, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Asks the relay to stop; returns when it has begun to.</summary>
    /// <param name="grace">How long what is under way may take; null for as long as the relay itself thinks fit.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SmtpRelayException">It does not answer.</exception>
    public Task StopAsync(TimeSpan? grace, CancellationToken cancellationToken) => DoAsync(new ControlRequest(ControlCommand.Stop) { Grace = grace }, cancellationToken);

    /// <summary>Asks the relay to read its configuration again; done when it has.</summary>
    /// <exception cref="SmtpRelayException">It does not answer, or the configuration is no good.</exception>
    public Task ReloadAsync(CancellationToken cancellationToken) => DoAsync(new ControlRequest(ControlCommand.Reload), cancellationToken);

    /// <summary>Waits until the relay has ended and its spool is free.</summary>
    /// <param name="timeProvider">Measures the pauses between looks.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task WaitForEndAsync(TimeProvider timeProvider, CancellationToken cancellationToken)
    {
        while (await TryConnectAsync(cancellationToken).ConfigureAwait(false) is { } stream)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
            await Task.Delay(Pause, timeProvider, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>There is nothing to let go of.</summary>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task DoAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        await foreach (var _ in AskAsync(request, cancellationToken).ConfigureAwait(false))
        {
            // Nothing but the end of the answer matters.
        }
    }

    private async IAsyncEnumerable<SmtpQueueItem> ItemsAsync(ControlRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var answer in AskAsync(request, cancellationToken).ConfigureAwait(false))
        {
            if (answer.Item is not null) yield return answer.Item with { SpoolPath = _spoolPath };
        }
    }

    private async IAsyncEnumerable<ControlAnswer> AskAsync(ControlRequest request, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var stream = await TryConnectAsync(cancellationToken).ConfigureAwait(false)
            ?? throw new SmtpRelayException($"No relay runs with the spool '{_shown}' any more.");
        await using var _ = stream.ConfigureAwait(false);
        var lines = new ControlLines(stream, ControlLines.MaxAnswerLength);
        await SendAsync(stream, request, cancellationToken).ConfigureAwait(false);
        while (await NextAsync(lines, cancellationToken).ConfigureAwait(false) is { IsEnd: false } answer)
        {
            if (answer.Error is not null) throw new SmtpRelayException(answer.Error) { IsBadConfiguration = answer.IsBadConfiguration };
            yield return answer;
        }
    }

    private static async Task SendAsync(Stream stream, ControlRequest request, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(ControlJson.Line(request), cancellationToken).ConfigureAwait(false);
        }
        catch (IOException problem)
        {
            throw CutOff(problem);
        }
    }

    private static async Task<ControlAnswer> NextAsync(ControlLines lines, CancellationToken cancellationToken)
    {
        try
        {
            var line = await lines.ReadAsync(cancellationToken).ConfigureAwait(false);
            return (line is null ? null : JsonSerializer.Deserialize(line.Value.Span, ControlJson.Default.ControlAnswer)) ?? throw CutOff(null);
        }
        catch (Exception problem) when (problem is IOException or InvalidDataException)
        {
            throw CutOff(problem);
        }
        catch (JsonException problem)
        {
            throw new SmtpRelayException("The relay's answer cannot be read: it may be of another version.", problem);
        }
    }

    private static SmtpRelayException CutOff(Exception? problem) => new("The relay ended in the middle of its answer: what it was asked for may be done or not.", problem);

    private async Task<Stream?> TryConnectAsync(CancellationToken cancellationToken)
    {
        try
        {
            return OperatingSystem.IsWindows() ? await ConnectPipeAsync(cancellationToken).ConfigureAwait(false) : await ConnectSocketAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (SocketException problem) when (problem.SocketErrorCode == SocketError.AccessDenied)
        {
            throw Forbidden(problem);
        }
        catch (UnauthorizedAccessException problem)
        {
            throw Forbidden(problem);
        }
        catch (Exception problem) when (problem is SocketException or TimeoutException)
        {
            return null; // nothing there, or the socket of a relay that died
        }
    }

    private SmtpRelayException Forbidden(Exception problem) =>
        new($"The relay with the spool '{_shown}' belongs to another account. Run this as that account, as root, or as a member of the relay's control group.", problem);

    private async Task<Stream> ConnectSocketAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                await socket.ConnectAsync(new UnixDomainSocketEndPoint(_path), cancellationToken).ConfigureAwait(false);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch (Exception problem)
            {
                socket.Dispose();
                if (problem is not SocketException { SocketErrorCode: SocketError.WouldBlock }) throw;
            }
            // There is a relay, and more wait for it than Linux has wait (connect(2): EAGAIN).
            await Task.Delay(Pause, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Stream> ConnectPipeAsync(CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", _path, PipeDirection.InOut, PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        try
        {
            await pipe.ConnectAsync((int)PipePatience.TotalMilliseconds, cancellationToken).ConfigureAwait(false);
            return pipe;
        }
        catch
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
