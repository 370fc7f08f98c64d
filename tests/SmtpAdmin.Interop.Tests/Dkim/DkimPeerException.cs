namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>A peer refused a request, or ended. The message holds what it said.</summary>
internal sealed class DkimPeerException(string message) : Exception(message);
