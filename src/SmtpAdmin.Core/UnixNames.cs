using System.Globalization;

namespace SmtpAdmin;

/// <summary>The names of users and groups, from the system's own files. Who stands elsewhere, in a directory service, keeps a number: commands take that too.</summary>
internal static class UnixNames
{
    /// <summary>The name of a user, or its number.</summary>
    public static string OfUser(uint user) => Find("/etc/passwd", user);

    /// <summary>The name of a group, or its number.</summary>
    public static string OfGroup(uint group) => Find("/etc/group", group);

    /// <summary>The number of a group, by its name or number; null where there is none of that name.</summary>
    public static uint? FindGroup(string name)
    {
        if (uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return number;
        try
        {
            foreach (var line in File.ReadLines("/etc/group"))
            {
                if (line.Split(':', 4) is [var found, _, var third, _] && found == name && uint.TryParse(third, NumberStyles.None, CultureInfo.InvariantCulture, out number)) return number;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
        return null;
    }

    /// <summary>Both files have the name in the first field and the number in the third (passwd(5), group(5)).</summary>
    private static string Find(string path, uint id)
    {
        var number = id.ToString(CultureInfo.InvariantCulture);
        try
        {
            foreach (var line in File.ReadLines(path))
            {
                if (line.Split(':', 4) is [{ Length: > 0 } name, _, var third, _] && third == number) return PlainText.Excerpt(name);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return number;
        }
        return number;
    }
}
