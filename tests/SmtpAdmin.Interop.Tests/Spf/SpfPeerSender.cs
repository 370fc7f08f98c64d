namespace SmtpAdmin.Interop.Tests.Spf;

/// <summary>Who sends.</summary>
internal sealed record SpfPeerSender(string Address, string MailFrom, string HeloName);
