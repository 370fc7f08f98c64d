using System.Globalization;

namespace SmtpAdmin;

/// <summary>Tells how many there are.</summary>
public static class Counted
{
    /// <summary>The number with the word for it: <c>1 message</c>, <c>2 messages</c>.</summary>
    /// <param name="count">How many.</param>
    /// <param name="what">The word for one, whose plural takes an s.</param>
    public static string Of(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
