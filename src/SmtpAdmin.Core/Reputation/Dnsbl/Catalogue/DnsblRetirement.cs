using System.Globalization;

namespace SmtpAdmin.Reputation;

/// <summary>How a list ended.</summary>
/// <param name="Since">When, as exactly as is known: a year, a month (2024-06) or a day.</param>
/// <param name="Note">What became of it, and what its zone does now.</param>
public sealed record DnsblRetirement(string Since, string Note)
{
    /// <summary>When, and what became of it, on one line.</summary>
    public override string ToString() => $"{Since}: {Note}";

    /// <summary>When, as a part of a sentence: <c>on 5 June 2024</c>, <c>in June 2024</c>, <c>in 2024</c>.</summary>
    internal string When =>
        DateTime.TryParseExact(Since, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day.ToString("'on' d MMMM yyyy", CultureInfo.InvariantCulture)
        : DateTime.TryParseExact(Since, "yyyy-MM", CultureInfo.InvariantCulture, DateTimeStyles.None, out var month) ? month.ToString("'in' MMMM yyyy", CultureInfo.InvariantCulture)
        : $"in {Since}";
}
