namespace SmtpAdmin.Smtp.Relay;

/// <summary>Something that went wrong in a relay.</summary>
/// <param name="Time">When, in UTC.</param>
/// <param name="Text">What, as a sentence.</param>
public sealed record SmtpRelayError(DateTimeOffset Time, string Text)
{
    /// <summary>The time and the sentence.</summary>
    public override string ToString() => $"{Time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture)} {Text}";
}
