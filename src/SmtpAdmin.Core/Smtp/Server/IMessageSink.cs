using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Smtp.Server;

/// <summary>
/// Takes one message, part by part. Disposed without <see cref="CompleteAsync"/>, the message never was: the client broke off, or
/// the message was refused. An exception from here becomes a 4yz reply: <see cref="IOException"/> 452 4.3.1, any other 451 4.3.0.
/// </summary>
public interface IMessageSink : IAsyncDisposable
{
    /// <summary>Takes a part of the message, dots unstuffed. Back-pressure: the client waits as long as this takes.</summary>
    /// <param name="content">The octets; valid during the call only.</param>
    /// <param name="cancellationToken">The session is ending.</param>
    ValueTask WriteAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken);

    /// <summary>The message is complete. With a 2yz reply the responsibility for it is taken (RFC 5321 section 4.2.5).</summary>
    /// <param name="content">What was seen of the message.</param>
    /// <param name="cancellationToken">Time is up or the session is ending: nothing may be taken after this.</param>
    /// <returns>The reply, for example <c>250 2.0.0 Ok: queued as ...</c>.</returns>
    ValueTask<SmtpReply> CompleteAsync(ReceivedContent content, CancellationToken cancellationToken);
}
