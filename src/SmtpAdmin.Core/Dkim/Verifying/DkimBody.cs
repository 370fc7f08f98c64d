namespace SmtpAdmin.Dkim;

/// <summary>The body of a message, as one signature sees it.</summary>
/// <param name="Hash">Its hash.</param>
/// <param name="TotalLength">The length of the canonical body in octets, whether all of it is signed or not.</param>
/// <param name="HasBareReturn">A CR stands in it without an LF behind it.</param>
/// <param name="HasBareLineFeed">A line of it ends in LF alone.</param>
/// <param name="HasNul">An octet of it is NUL.</param>
internal sealed record DkimBody(byte[] Hash, long TotalLength, bool HasBareReturn = false, bool HasBareLineFeed = false, bool HasNul = false);
