using System.Net;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Dane;

/// <summary>What one address of a server showed.</summary>
/// <param name="Address">The address; null where the host has none.</param>
/// <param name="Identity">The certificate with those sent behind it; null where no session with TLS was made.</param>
/// <param name="Problem">Why none was made, as a sentence; empty where one was.</param>
/// <param name="Kind">What kind of failure it was.</param>
internal sealed record TlsaSighting(IPAddress? Address, TlsaIdentity? Identity, string Problem, SmtpFailureKind Kind);
