using System.Globalization;

namespace SmtpAdmin.Bench;

/// <summary>What stands behind a measurement's name: <c>--name value</c>.</summary>
internal static class BenchOptions
{
    /// <summary>An option's value; null where it is not given.</summary>
    public static string? Option(this string[] arguments, string name) =>
        Array.IndexOf(arguments, name) is var at and >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : null;

    /// <summary>An option's number.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static int Option(this string[] arguments, string name, int usual) =>
        arguments.Option(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
}
