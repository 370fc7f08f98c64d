using System.Globalization;

namespace SmtpAdmin.Spf;

/// <summary>Tells how many there are.</summary>
internal static class SpfCount
{
    /// <summary>The number with the word for it: <c>1 look-up</c>, <c>2 look-ups</c>.</summary>
    public static string Of(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}{(count == 1 ? "" : "s")}");
}
