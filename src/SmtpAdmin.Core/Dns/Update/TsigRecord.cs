namespace SmtpAdmin.Dns;

/// <summary>The signature at the end of a message (RFC 8945 section 4.2).</summary>
/// <param name="KeyName">The key's name.</param>
/// <param name="Algorithm">The algorithm's name.</param>
/// <param name="Time">When it was signed, in seconds since 1970; 48 bits.</param>
/// <param name="Fudge">How many seconds clocks may differ.</param>
/// <param name="Mac">The signature; empty in answers to what could not be verified.</param>
/// <param name="OriginalId">The message's ID when it was signed.</param>
/// <param name="Error">What the server says of our signature; see <see cref="TsigError"/>.</param>
/// <param name="Other">With BADTIME the server's time (section 5.2.3), else empty.</param>
internal sealed record TsigRecord(DnsName KeyName, DnsName Algorithm, long Time, ushort Fudge, byte[] Mac, ushort OriginalId, ushort Error, byte[] Other);
