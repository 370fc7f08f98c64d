using System.Globalization;

namespace SmtpAdmin;

/// <summary>The paths of properties, as people write them: <c>providers[2].codes[0].code</c>.</summary>
internal static class JsonPath
{
    public static string Of(string parent, string name)
    {
        if (name.Length is 0 or > 64 || !name.All(character => char.IsAsciiLetterOrDigit(character) || character is '$' or '_' or '-'))
            return $"{parent}['{PlainText.Excerpt(name)}']";
        return parent.Length == 0 ? name : $"{parent}.{name}";
    }

    public static string Of(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");
}
