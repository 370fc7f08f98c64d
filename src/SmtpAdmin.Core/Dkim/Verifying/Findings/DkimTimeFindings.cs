using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>What a signature says of its time (<c>t=</c> and <c>x=</c>, RFC 6376 section 3.5).</summary>
internal static class DkimTimeFindings
{
    private static readonly TimeSpan ClockDrift = TimeSpan.FromMinutes(5);

    /// <summary>Collects the findings.</summary>
    public static IEnumerable<Finding> Of(DkimEvidence evidence, DkimSignatureResult result)
    {
        if (result is { Expired: true, Expiration: { } until })
        {
            yield return new(
                FindingSeverity.Error,
                "DKIM-EXPIRED",
                $"The signature was to be accepted until {Text(until)} (x=).",
                "That is right for old mail. Mail on its way needs longer: servers try for about five days.",
                "RFC 6376 section 3.5");
        }
        if (result.Timestamp is { } signed && signed > evidence.Now + ClockDrift)
        {
            yield return new(
                FindingSeverity.Warning,
                "DKIM-TIME-FUTURE",
                $"It was signed at {Text(signed)} (t=), which is still to come; receivers may ignore such a signature.",
                "Set the clock of the machine that signs, or of this one.",
                "RFC 6376 section 3.5");
        }
    }

    private static string Text(DateTimeOffset time) => string.Create(CultureInfo.InvariantCulture, $"{time:yyyy-MM-dd HH:mm:ss} UTC");
}
