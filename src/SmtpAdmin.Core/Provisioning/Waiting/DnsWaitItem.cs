namespace SmtpAdmin.Provisioning;

/// <summary>A record set to wait for.</summary>
/// <param name="Wanted">What is to be there; without records where there is to be nothing.</param>
/// <param name="Before">What was there before it was published; null where that is not known.</param>
public sealed record DnsWaitItem(DnsRecordSet Wanted, DnsRecordSet? Before = null);
