using System.Collections.Concurrent;
using System.Net;
using System.Text;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>A mail server that puts off a share of recipients and of messages by chance, and counts what it takes by subject and recipient.</summary>
internal sealed class FlakySink : ISmtpServerHandler, IAsyncDisposable
{
    private readonly SmtpListener _listener;
    private readonly double _share;
    private long _putOff;

    /// <summary>Starts it on a free port.</summary>
    /// <param name="share">The share of RCPT, of DATA and of messages, each, that it puts off.</param>
    public FlakySink(double share)
    {
        _share = share;
        _listener = SmtpListener.Start(
            new SmtpListenerOptions { EndPoint = new IPEndPoint(IPAddress.Loopback, 0) }, new SmtpServerOptions { HostName = "flaky.interop.test" }, this, TimeProvider.System);
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint => _listener.LocalEndPoint;

    /// <summary>How many times each message came to each recipient.</summary>
    public ConcurrentDictionary<string, int> Taken { get; } = new(StringComparer.Ordinal);

    /// <summary>How many times it put something off.</summary>
    public long PutOff => Interlocked.Read(ref _putOff);

    public ValueTask<SmtpReply?> RecipientAsync(SmtpSessionInfo session, SmtpEnvelope envelope, RcptCommand recipient, CancellationToken cancellationToken) => new(Chance("450 4.2.0"));

    public ValueTask<SmtpReply?> DataAsync(SmtpSessionInfo session, SmtpEnvelope envelope, CancellationToken cancellationToken) => new(Chance("451 4.3.0"));

    public ValueTask<IMessageSink> OpenMessageAsync(SmtpSessionInfo session, SmtpEnvelope envelope, CancellationToken cancellationToken) => new(new Message(this, envelope));

    public ValueTask DisposeAsync() => _listener.DisposeAsync();

    private SmtpReply? Chance(string reply)
    {
        if (Random.Shared.NextDouble() >= _share) return null;
        Interlocked.Increment(ref _putOff);
        return new SmtpReply(int.Parse(reply[..3], System.Globalization.CultureInfo.InvariantCulture), $"{reply[4..]} Not now");
    }

    private sealed class Message(FlakySink sink, SmtpEnvelope envelope) : IMessageSink
    {
        private readonly MemoryStream _content = new();

        public ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
        {
            _content.Write(content.Span);
            return ValueTask.CompletedTask;
        }

        public ValueTask<SmtpReply> CompleteAsync(ReceivedContent content, CancellationToken cancellationToken)
        {
            if (sink.Chance("452 4.3.1") is { } reply) return new(reply);
            var text = Encoding.Latin1.GetString(_content.ToArray());
            var at = text.IndexOf("\r\nSubject: ", StringComparison.Ordinal) + "\r\nSubject: ".Length;
            var subject = text[at..text.IndexOf("\r\n", at, StringComparison.Ordinal)];
            foreach (var recipient in envelope.Recipients) sink.Taken.AddOrUpdate($"{subject} {recipient.To.Address}", 1, (_, count) => count + 1);
            return new(new SmtpReply(250, "2.0.0 Ok"));
        }

        public ValueTask DisposeAsync() => _content.DisposeAsync();
    }
}
