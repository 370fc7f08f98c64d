namespace SmtpAdmin.Dkim;

/// <summary>The body of a message, as one signature sees it.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="TotalLength">The length of the canonical body in octets, whether all of it is signed or not.</param>
internal sealed record DkimBody(byte[] Hash, long TotalLength);
