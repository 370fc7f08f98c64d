namespace SmtpAdmin.Smtp.Relay;

/// <summary>The messages of about one age.</summary>
/// <param name="From">They are at least so old.</param>
/// <param name="To">They are younger than this; null for no bound.</param>
/// <param name="Messages">How many there are.</param>
/// <param name="Octets">Their octets.</param>
public sealed record SmtpQueueAgeClass(TimeSpan From, TimeSpan? To, int Messages, long Octets)
{
    /// <summary>How many, and of which age.</summary>
    public override string ToString() => FormattableString.Invariant($"{Messages} {(To is { } to ? $"younger than {to}" : $"{From} or older")}");
}
