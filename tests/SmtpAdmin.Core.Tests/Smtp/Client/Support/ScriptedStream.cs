using System.Text;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Support;

/// <summary>A server in memory that follows a script. Everything happens on the client's own calls, so a test runs the same way every time.</summary>
internal sealed class ScriptedStream : AsyncOnlyStream
{
    private const byte TlsHandshakeRecord = 22; // RFC 8446 section 5.1
    private readonly SmtpScript _script;
    private readonly Queue<byte> _output = new();
    private readonly List<byte> _input = [];
    private readonly List<byte> _message = [];
    private int _step;
    private bool _closed;
    private bool _reset;

    public ScriptedStream(SmtpScript script)
    {
        _script = script;
        Proceed();
    }

    /// <summary>How many octets a read gives at most.</summary>
    public int ReadSize { get; init; } = int.MaxValue;

    /// <summary>A read ends when this many octets have been given in all, once.</summary>
    public int SplitAt { get; init; } = -1;

    /// <summary>The server falls silent, or closes, after this many octets.</summary>
    public int CutAt { get; init; } = int.MaxValue;

    /// <summary>At <see cref="CutAt"/> the connection is closed; otherwise the server falls silent.</summary>
    public bool CutCloses { get; init; }

    /// <summary>Called before each read.</summary>
    public Action? OnRead { get; set; }

    /// <summary>Called when the client waits for octets that will not come.</summary>
    public Action? OnSilence { get; set; }

    /// <summary>Octets that the server says without end behind its script.</summary>
    public byte[]? Endless { get; init; }

    public int Given { get; private set; }

    public bool Disposed { get; private set; }

    /// <summary>What the client said, but for the message.</summary>
    public List<string> Said { get; } = [];

    /// <summary>The message as it came over the wire, with its last dot.</summary>
    public string Message => Encoding.UTF8.GetString([.. _message]);

    /// <summary>Nothing of the script is left.</summary>
    public bool Finished => _step == _script.Steps.Count;

    public bool HasOutput => _output.Count > 0;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        OnRead?.Invoke();
        cancellationToken.ThrowIfCancellationRequested();
        if (Endless is not null)
        {
            while (_output.Count < Math.Min(buffer.Length, ReadSize)) Enqueue(Endless);
        }
        var allowed = Math.Min(Math.Min(buffer.Length, ReadSize), CutAt - Given);
        if (SplitAt > Given) allowed = Math.Min(allowed, SplitAt - Given);
        var count = Math.Min(allowed, _output.Count);
        if (buffer.Length == 0 && _output.Count > 0) return 0; // SslStream waits for octets before it takes a buffer for them
        if (count > 0)
        {
            for (var at = 0; at < count; at++) buffer.Span[at] = _output.Dequeue();
            Given += count;
            return count;
        }
        var cut = Given >= CutAt;
        if (_reset) throw new IOException("Connection reset by peer");
        if (cut ? CutCloses : _closed) return 0;
        OnSilence?.Invoke();
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return 0;
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_closed || _reset || (CutCloses && Given >= CutAt)) throw new IOException("Broken pipe");
        if (buffer.Span is [TlsHandshakeRecord, ..]) return ValueTask.CompletedTask; // nothing that a script expects, and nothing that it answers
        if (_step < _script.Steps.Count && _script.Steps[_step].Text == SmtpScript.Anything) return ValueTask.CompletedTask;
        foreach (var octet in buffer.Span)
        {
            _input.Add(octet);
            if (octet == '\n') TakeLine();
            if (_closed || _reset) break; // the rest falls on deaf ears
        }
        return ValueTask.CompletedTask;
    }

    protected override void Dispose(bool disposing)
    {
        Disposed = true;
        base.Dispose(disposing);
    }

    private void TakeLine()
    {
        var line = Encoding.UTF8.GetString([.. _input]);
        if (_step >= _script.Steps.Count || _script.Steps[_step].Side != 'C')
            throw new InvalidOperationException($"The client says '{line.TrimEnd()}' when the script expects nothing of it.");
        var expected = _script.Steps[_step].Text;
        if (expected == SmtpScript.Message)
        {
            _message.AddRange(_input);
            _input.Clear();
            if (line != ".\r\n") return;
        }
        else
        {
            if (!line.EndsWith("\r\n", StringComparison.Ordinal)) throw new InvalidOperationException($"'{line}' does not end in CRLF.");
            if (!SmtpScript.Fits(expected, line[..^2])) throw new InvalidOperationException($"The client says '{line[..^2]}' where the script has '{expected}'.");
            Said.Add(line[..^2]);
            _input.Clear();
        }
        _step++;
        Proceed();
    }

    private void Proceed()
    {
        for (; _step < _script.Steps.Count && _script.Steps[_step].Side != 'C'; _step++)
        {
            var (side, text) = _script.Steps[_step];
            if (side == 'S') Enqueue(Encoding.UTF8.GetBytes(text + "\r\n"));
            else if (text == "close") _closed = true;
            else if (text == "reset") _reset = true;
            else throw new FormatException($"No such event in memory: {text}");
        }
    }

    private void Enqueue(byte[] octets)
    {
        foreach (var octet in octets) _output.Enqueue(octet);
    }
}
