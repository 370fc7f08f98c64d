namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a delivery's result makes of a recipient.</summary>
/// <param name="Recipient">The recipient's number in its envelope.</param>
/// <param name="Result">The result.</param>
/// <param name="State">How the recipient stands then.</param>
internal readonly record struct SettledResult(int Recipient, DeliveryResult Result, RecipientState State)
{
    /// <summary>Both can be told of in one line.</summary>
    public bool IsLike(SettledResult other) =>
        State.Status == other.State.Status
        && State.Attempts == other.State.Attempts
        && State.NextAttemptAt == other.State.NextAttemptAt
        && Result.Text == other.Result.Text
        && Result.Status == other.Result.Status
        && Result.EndPoint == other.Result.EndPoint;
}
