using System.Net;

namespace SmtpAdmin.Smtp.Client;

/// <summary>A connection to a server: octets both ways, and what is known of its ends. Disposing it closes the stream.</summary>
/// <param name="stream">The octets.</param>
/// <param name="localEndPoint">Our end; null where the connection has none, as in memory.</param>
/// <param name="hasUnreadInput">Tells without waiting whether octets have arrived that nobody has read; null where that cannot be told.</param>
public sealed class SmtpConnection(Stream stream, IPEndPoint? localEndPoint = null, Func<bool>? hasUnreadInput = null) : IAsyncDisposable
{
    /// <summary>The octets.</summary>
    public Stream Stream { get; } = stream;

    /// <summary>Our end; null where the connection has none.</summary>
    public IPEndPoint? LocalEndPoint { get; } = localEndPoint;

    /// <summary>Octets have arrived that nobody has read; false where that cannot be told.</summary>
    public bool HasUnreadInput => hasUnreadInput?.Invoke() ?? false;

    /// <summary>Closes the stream.</summary>
    public ValueTask DisposeAsync() => Stream.DisposeAsync();
}
