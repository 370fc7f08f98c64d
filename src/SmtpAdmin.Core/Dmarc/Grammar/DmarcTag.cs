namespace SmtpAdmin.Dmarc;

/// <summary>One tag of a record (dmarc-tag, RFC 9989 section 4.8).</summary>
/// <param name="Name">The name in lower case.</param>
/// <param name="Value">The value without white space around it.</param>
/// <param name="Position">Where the name begins in the record, from 0.</param>
public sealed record DmarcTag(string Name, string Value, int Position);
