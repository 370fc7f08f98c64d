using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>One change as the journal has it: written before the server is told, whether it then does it or not.</summary>
/// <param name="Time">When.</param>
/// <param name="Zone">The zone.</param>
/// <param name="Server">The server, as address and port.</param>
/// <param name="Before">What was there.</param>
/// <param name="After">What was to be there.</param>
internal sealed record DnsJournalEntry(DateTimeOffset Time, DnsName Zone, string Server, DnsRecordSet Before, DnsRecordSet After);
