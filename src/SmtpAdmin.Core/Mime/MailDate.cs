using System.Globalization;

namespace SmtpAdmin.Mime;

/// <summary>Dates in the form of headers (RFC 5322 section 3.3).</summary>
internal static class MailDate
{
    /// <summary>E.g. <c>Fri, 20 Nov 2026 23:05:09 +0100</c>, in English whatever the culture.</summary>
    public static string Format(DateTimeOffset date)
    {
        var offset = (int)date.Offset.TotalMinutes;
        return string.Create(CultureInfo.InvariantCulture,
            $"{date:ddd, d MMM yyyy HH:mm:ss} {(offset < 0 ? '-' : '+')}{Math.Abs(offset) / 60:00}{Math.Abs(offset) % 60:00}");
    }
}
