namespace SmtpAdmin.Smtp.Relay;

/// <summary>How a recipient stands now.</summary>
/// <param name="Recipient">The recipient's number in its envelope.</param>
/// <param name="State">The whole state, so that a change may be read twice.</param>
internal readonly record struct RecipientChange(int Recipient, RecipientState State);
