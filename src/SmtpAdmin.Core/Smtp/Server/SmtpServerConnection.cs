using System.Buffers;
using System.Net.Security;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>
/// The octets of a session: one bounded input buffer, and replies that are written together at the latest when the session would wait
/// for more input (RFC 2920 section 3.2). So a reply is one write, and a pipelined group is answered by one.
/// </summary>
internal sealed class SmtpServerConnection : IAsyncDisposable
{
    private const int BufferSize = 16 * 1024;
    private const int MaxUnflushed = 4 * 1024;

    private readonly Func<Stream, Stream> _decorate;
    private readonly LineScanner _scanner = new();
    private readonly ArrayBufferWriter<byte> _output = new(512);
    private readonly byte[] _input = ArrayPool<byte>.Shared.Rent(BufferSize);
    private Stream _stream;
    private SslStream? _tls;
    private Task<int>? _early;
    private int _start;
    private int _end;

    public SmtpServerConnection(Stream stream, Func<Stream, Stream>? decorate)
    {
        _decorate = decorate ?? (inner => inner);
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

    /// <summary>Reads a line of at most <paramref name="limit"/> octets, CRLF included; more are thrown away as they come.</summary>
    public async ValueTask<InputLine> ReadLineAsync(int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            var found = _scanner.Scan(_input.AsSpan(_start, _end - _start), Math.Min(limit, BufferSize - 1), out var length, out var consumed);
            var line = _input.AsMemory(_start, length);
            _start += consumed;
            if (found != LineScan.Incomplete) return new InputLine(found, line);
            if (!await FillAsync(cancellationToken).ConfigureAwait(false)) return default;
        }
    }

    /// <summary>Waits until there is input, and shows all that there is; empty when the client closed.</summary>
    public async ValueTask<ReadOnlyMemory<byte>> PeekAsync(CancellationToken cancellationToken)
    {
        if (!HasBufferedInput) await FillAsync(cancellationToken).ConfigureAwait(false);
        return _input.AsMemory(_start, _end - _start);
    }

    /// <summary>Drops octets that <see cref="PeekAsync"/> showed.</summary>
    public void Advance(int octets) => _start += octets;

    /// <summary>Puts a reply where it will be written.</summary>
    public void Append(SmtpReply reply, bool utf8) => ReplyWriter.Write(reply, utf8, _output);

    /// <summary>No write or handshake broke off in the middle, so that another write would make sense.</summary>
    public bool CanWrite { get; private set; } = true;

    /// <summary>Replies wait to be written.</summary>
    public bool HasOutput => _output.WrittenCount > 0;

    /// <summary>More replies wait than should.</summary>
    public bool NeedsFlush => _output.WrittenCount > MaxUnflushed;

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

    /// <summary>Tells the client that nothing follows (TLS close_notify). Throws as the transport does.</summary>
    public async ValueTask CloseTlsAsync(CancellationToken cancellationToken)
    {
        if (_tls is { IsAuthenticated: true }) await _tls.ShutdownAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_tls is not null) await _tls.DisposeAsync().ConfigureAwait(false);
        // A read that is still under way owns the buffer; it may hold a password.
        if (_early is null or { IsCompleted: true }) ArrayPool<byte>.Shared.Return(_input, clearArray: true);
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        if (_start > 0)
        {
            _input.AsSpan(_start, _end - _start).CopyTo(_input);
            _end -= _start;
            _start = 0;
        }
        int read;
        if (_early is null) read = await _stream.ReadAsync(_input.AsMemory(_end), cancellationToken).ConfigureAwait(false);
        else
        {
            read = await _early.WaitAsync(cancellationToken).ConfigureAwait(false);
            _early = null;
        }
        _end += read;
        return read > 0;
    }
}
