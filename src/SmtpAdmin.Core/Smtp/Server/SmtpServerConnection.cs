using System.Buffers;
using System.Net.Security;
using System.Runtime.CompilerServices;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>
/// The octets of a session: one bounded input buffer, small while commands come and large for a message, and replies that are written
/// together at the latest when the session would wait for more input (RFC 2920 section 3.2). So a reply is one write, and a pipelined group
/// is answered by one.
/// </summary>
internal sealed class SmtpServerConnection : IAsyncDisposable
{
    private const int CommandSize = 4 * 1024;
    private const int MaxLineSize = 16 * 1024;
    private const int ContentSize = 16 * 1024;
    private const int MaxContentSize = 64 * 1024;
    private const int MaxUnflushed = 4 * 1024;

    private readonly Func<Stream, Stream> _decorate;
    private readonly LineScanner _scanner = new();
    private readonly ArrayBufferWriter<byte> _output = new(256);
    private byte[] _input = ArrayPool<byte>.Shared.Rent(CommandSize);
    private Stream _stream;
    private SslStream? _tls;
    private Task<int>? _early; // a read that nobody waits for yet
    private bool _isContent;
    private int _used; // as far as the buffer was ever filled
    private int _start;
    private int _end;

    public SmtpServerConnection(Stream stream, Func<Stream, Stream>? decorate)
    {
        _decorate = decorate ?? (static inner => inner);
        _stream = _decorate(stream);
    }

    /// <summary>The client has sent more than was read.</summary>
    public bool HasBufferedInput => _end > _start;

    /// <summary>Looks whether the client speaks although it is not its turn. What it says is kept.</summary>
    public async ValueTask<bool> HearsAnythingAsync(TimeSpan wait, TimeProvider time, CancellationToken cancellationToken)
    {
        _early = _stream.ReadAsync(_input, cancellationToken).AsTask();
        if (wait > TimeSpan.Zero && !_early.IsCompleted)
            await Task.WhenAny(_early, Task.Delay(wait, time, cancellationToken)).ConfigureAwait(false);
        return _early.IsCompletedSuccessfully && await _early.ConfigureAwait(false) > 0;
    }

    /// <summary>Takes a line of at most <paramref name="limit"/> octets, CRLF included, if it is there; more are thrown away as they come.</summary>
    public bool TryTakeLine(int limit, out InputLine line)
    {
        var found = _scanner.Scan(_input.AsSpan(_start, _end - _start), Math.Min(limit, MaxLineSize - 1), out var length, out var consumed);
        line = new InputLine(found, _input.AsMemory(_start, length));
        _start += consumed;
        Discarded = found == LineScan.Incomplete ? Discarded + consumed : 0;
        return found != LineScan.Incomplete;
    }

    /// <summary>How many octets of a line that is too long were thrown away; its end has not come.</summary>
    public long Discarded { get; private set; }

    /// <summary>All input that there is.</summary>
    public ReadOnlyMemory<byte> Input => _input.AsMemory(_start, _end - _start);

    /// <summary>Drops octets of <see cref="Input"/>.</summary>
    public void Advance(int octets) => _start += octets;

    /// <summary>Reads a message from here on, in larger blocks the faster it comes; or commands again, and keeps little for them.</summary>
    public void ExpectContent(bool isContent)
    {
        _isContent = isContent;
        if (isContent && _input.Length < ContentSize) Resize(ContentSize);
        else if (!isContent && _input.Length > CommandSize && _end - _start <= CommandSize) Resize(CommandSize);
    }

    /// <summary>Waits until there is more input. Nothing may wait to be written.</summary>
    /// <returns>Whether there is; not when the client closed.</returns>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start == _end) _start = _end = 0;
        int read;
        if (_early is { } early)
        {
            read = await early.ConfigureAwait(false);
            _early = null;
        }
        else
        {
            // While a client under TLS is silent, no buffer waits for it: not in here, and not in the TLS stream.
            if (_tls is not null && _start == _end)
            {
                ReturnInput();
                try
                {
                    await _stream.ReadAsync(Memory<byte>.Empty, cancellationToken).ConfigureAwait(false);
                }
                finally
                {
                    _input = ArrayPool<byte>.Shared.Rent(_isContent ? ContentSize : CommandSize);
                }
            }
            MakeRoom();
            read = await _stream.ReadAsync(_input.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        }
        _end += read;
        _used = Math.Max(_used, _end);
        return read > 0;
    }

    /// <summary>Puts a reply where it will be written.</summary>
    public void Append(SmtpReply reply, bool utf8) => ReplyWriter.Write(reply, utf8, _output);

    /// <summary>No write or handshake broke off in the middle, so that another write would make sense.</summary>
    public bool CanWrite { get; private set; } = true;

    /// <summary>Replies wait to be written.</summary>
    public bool HasOutput => _output.WrittenCount > 0;

    /// <summary>More replies wait than should.</summary>
    public bool NeedsFlush => _output.WrittenCount > MaxUnflushed;

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_output.WrittenCount == 0) return;
        CanWrite = false;
        await _stream.WriteAsync(_output.WrittenMemory, cancellationToken).ConfigureAwait(false);
        await _stream.FlushAsync(cancellationToken).ConfigureAwait(false);
        _output.ResetWrittenCount();
        CanWrite = true;
    }

    /// <summary>Goes over to TLS. What came before the handshake is thrown away unread: it was not protected, and would be taken for what is (CVE-2011-0411).</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The handshake failed.</exception>
    public async ValueTask<SslStream> StartTlsAsync(SslServerAuthenticationOptions options, CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        _start = _end = 0;
        CanWrite = false; // nothing in plain text from here on
        _tls = new SslStream(_stream, leaveInnerStreamOpen: true);
        await _tls.AuthenticateAsServerAsync(options, cancellationToken).ConfigureAwait(false);
        _stream = _decorate(_tls);
        CanWrite = true;
        return _tls;
    }

    /// <summary>
    /// Tells the client that nothing follows (TLS close_notify). Throws as the transport does. Not while a read is under way, as behind a greeting
    /// that turns a client away: the framework locks reads and writes against each other but not this, and OpenSSL's memory would be torn
    /// and the process end when the client sends something at that moment.
    /// </summary>
    public async ValueTask CloseTlsAsync(CancellationToken cancellationToken)
    {
        if (_tls is not { IsAuthenticated: true } || _early is { IsCompleted: false }) return;
        try
        {
            await _tls.ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception error) when (error is not (IOException or ObjectDisposedException or OperationCanceledException))
        {
            // OpenSSL's own errors have a type that has no name here; seen where the client closed at the same moment.
            throw new IOException($"TLS could not be closed: {error.Message}", error);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_tls is not null) await _tls.DisposeAsync().ConfigureAwait(false);
        // A read that is still under way owns the buffer.
        if (_early is null or { IsCompleted: true }) ReturnInput();
    }

    private void MakeRoom()
    {
        if (_isContent && _end == 0 && _used == _input.Length && _used < MaxContentSize) Resize(_used * 4);
        else if (_start == 0 && _end == _input.Length) Resize(MaxLineSize); // a long line: what is over its limit is dropped before
        if (_start == 0) return;
        _input.AsSpan(_start, _end - _start).CopyTo(_input);
        (_start, _end) = (0, _end - _start);
    }

    private void Resize(int size)
    {
        var larger = ArrayPool<byte>.Shared.Rent(size);
        var length = _end - _start;
        _input.AsSpan(_start, length).CopyTo(larger);
        ReturnInput();
        (_input, _start, _end, _used) = (larger, 0, length, length);
    }

    // It may hold a password.
    private void ReturnInput()
    {
        if (_input.Length == 0) return;
        _input.AsSpan(0, _used).Clear();
        ArrayPool<byte>.Shared.Return(_input);
        (_input, _used) = ([], 0);
    }
}
