namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>A server did not start or did not do its part. The message holds the end of its log.</summary>
internal sealed class PeerException(string message, Exception? inner = null) : Exception(message, inner);
