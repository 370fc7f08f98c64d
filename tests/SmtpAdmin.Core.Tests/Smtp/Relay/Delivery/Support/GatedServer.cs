using System.Collections.Concurrent;
using System.Text;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;

/// <summary>
/// A server in memory for many connections at once. Its gate holds back two replies of each: to EHLO, and to the message; until it is opened.
/// </summary>
internal sealed class GatedServer(bool open = false)
{
    private readonly object _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private readonly List<int> _perConnection = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isOpen = open;
    private int _messages;
    private int _quits;
    private int _connections;

    /// <summary>More connections are greeted with 421.</summary>
    public int MaxConnections { get; init; } = int.MaxValue;

    /// <summary>The command at which each connection is dropped.</summary>
    public string? DropsAt { get; init; }

    /// <summary>Does something wrong now and then; null for a server that does not.</summary>
    public Random? Chaos { get; init; }

    /// <summary>The senders of the messages that were taken.</summary>
    public ConcurrentBag<string> Senders { get; } = [];

    /// <summary>An extension that is offered.</summary>
    public string? Offers { get; init; }

    /// <summary>Messages that were taken.</summary>
    public int Messages => Volatile.Read(ref _messages);

    /// <summary>Connections that were ended in order.</summary>
    public int Quits => Volatile.Read(ref _quits);

    /// <summary>Messages of each connection.</summary>
    public IReadOnlyList<int> PerConnection
    {
        get
        {
            lock (_lock) return [.. _perConnection];
        }
    }

    public ValueTask<Stream> Connect(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            _perConnection.Add(0);
            return new(new Session(this, _perConnection.Count - 1, ++_connections > MaxConnections));
        }
    }

    /// <summary>Lets so many replies through that wait.</summary>
    public void Open(int count)
    {
        for (; count > 0; count--)
        {
            TaskCompletionSource next;
            lock (_lock) next = _waiting.Dequeue();
            next.SetResult();
        }
    }

    /// <summary>Lets all replies through from now on.</summary>
    public void OpenAll()
    {
        lock (_lock)
        {
            _isOpen = true;
            while (_waiting.TryDequeue(out var next)) next.SetResult();
        }
    }

    /// <summary>Waits until so many replies wait at the gate, and says how many there are.</summary>
    public async Task<int> WaitingAsync(int count, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_waiting.Count >= count) return _waiting.Count;
                changed = _changed.Task;
            }
            await changed.WaitAsync(cancellationToken);
        }
    }

    private Task PassAsync()
    {
        lock (_lock)
        {
            if (_isOpen) return Task.CompletedTask;
            var pass = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(pass);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return pass.Task;
        }
    }

    private sealed class Session : AsyncOnlyStream
    {
        private readonly GatedServer _server;
        private readonly int _number;
        private readonly StringBuilder _input = new();
        private byte[] _output;
        private Task _gate = Task.CompletedTask;
        private string _sender = "";
        private bool _inMessage;
        private bool _isDropped;

        public Session(GatedServer server, int number, bool tooMany)
        {
            (_server, _number) = (server, number);
            _output = Encoding.ASCII.GetBytes(tooMany ? "421 4.7.0 too many connections\r\n" : "220 mx.example.net\r\n");
            _isDropped = tooMany;
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await _gate.WaitAsync(cancellationToken);
            if (_output.Length == 0 && _isDropped) return 0;
            if (_output.Length == 0) await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
            var count = Math.Min(buffer.Length, _output.Length);
            _output.AsMemory(0, count).CopyTo(buffer);
            _output = _output[count..];
            return count;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_isDropped) throw new IOException("Broken pipe");
            _input.Append(Encoding.Latin1.GetString(buffer.Span));
            while (!_isDropped && TryTakeLine(out var line)) Answer(line);
            return ValueTask.CompletedTask;
        }

        protected override void Dispose(bool disposing)
        {
            lock (_server._lock)
            {
                if (disposing) _server._connections--;
            }
            base.Dispose(disposing);
        }

        private bool TryTakeLine(out string line)
        {
            var text = _input.ToString();
            var end = text.IndexOf("\r\n", StringComparison.Ordinal);
            line = end < 0 ? "" : text[..end];
            if (end >= 0) _input.Remove(0, end + 2);
            return end >= 0;
        }

        private void Answer(string line)
        {
            if (_inMessage)
            {
                if (line != ".") return;
                _inMessage = false;
                _server.Senders.Add(_sender);
                if (GoesWrong()) return;
                lock (_server._lock) _server._perConnection[_number]++;
                Interlocked.Increment(ref _server._messages);
                Say("250 taken", gated: true);
                return;
            }
            var verb = line.Split(' ')[0];
            if (verb == _server.DropsAt)
            {
                _isDropped = true;
                return;
            }
            if (GoesWrong()) return;
            if (verb == "MAIL") _sender = line["MAIL FROM:<".Length..line.IndexOf('>', StringComparison.Ordinal)];
            _inMessage = verb == "DATA";
            if (verb == "QUIT") Interlocked.Increment(ref _server._quits);
            if (verb == "EHLO") Say($"250-mx.example.net\r\n{(_server.Offers is { } more ? $"250-{more}\r\n" : "")}250 PIPELINING", gated: true);
            else Say(verb == "QUIT" ? "221 bye" : _inMessage ? "354 go on" : "250 ok");
        }

        /// <summary>One time in fifty the connection is dropped, or ended by 421.</summary>
        private bool GoesWrong()
        {
            if (_server.Chaos is not { } chaos) return false;
            int fate;
            lock (chaos) fate = chaos.Next(100);
            if (fate == 0) Say("421 4.3.2 not now");
            _isDropped = fate <= 1;
            return _isDropped;
        }

        private void Say(string reply, bool gated = false)
        {
            _output = [.. _output, .. Encoding.ASCII.GetBytes(reply + "\r\n")];
            if (gated) _gate = _server.PassAsync();
        }
    }
}
