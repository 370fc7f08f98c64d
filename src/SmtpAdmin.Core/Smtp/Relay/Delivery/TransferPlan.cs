namespace SmtpAdmin.Smtp.Relay;

/// <summary>How a message is sent to a server that has what the message needs.</summary>
/// <param name="Size">The octets to declare; null where they are not known.</param>
/// <param name="IsEightBit">It goes with octets above 127, and says so (BODY=8BITMIME).</param>
/// <param name="UsesSmtpUtf8">It goes with SMTPUTF8.</param>
internal readonly record struct TransferPlan(long? Size, bool IsEightBit, bool UsesSmtpUtf8);
