namespace SmtpAdmin.Dns;

/// <summary>One set of a zone, replaced as a whole: what must hold before, and what is to be there after.</summary>
/// <param name="Name">The owner.</param>
/// <param name="Type">The type of the records.</param>
/// <param name="Prerequisites">What must hold; when one of them does not, nothing of the message is carried out.</param>
/// <param name="IsThere">The set is there now, and has to go first.</param>
/// <param name="Records">The records that are to be there; none for a set that is to go.</param>
internal sealed record DnsSetChange(DnsName Name, DnsType Type, IReadOnlyList<DnsPrerequisite> Prerequisites, bool IsThere, IReadOnlyList<DnsRecord> Records);
