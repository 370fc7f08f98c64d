namespace SmtpAdmin.Smtp.Relay;

/// <summary>A message that was found in the spool at its opening.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Length">Its octets.</param>
/// <param name="Envelope">What was stored with it: at its commit, or when it was last moved.</param>
/// <param name="Changes">What was added since, in order.</param>
internal sealed record StoredMessage(long Number, long Length, ReadOnlyMemory<byte> Envelope, IReadOnlyList<ReadOnlyMemory<byte>> Changes);
