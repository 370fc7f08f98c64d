using System.Net;

namespace SmtpAdmin.Smtp.Client;

/// <summary>A stage begins: for a progress display.</summary>
/// <param name="Server">The server's name.</param>
/// <param name="Address">The address in hand; null while the name is resolved.</param>
/// <param name="Stage">The stage.</param>
public sealed record SmtpTestProgress(string Server, IPAddress? Address, SmtpStage Stage);
