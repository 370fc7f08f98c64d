using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text.Json;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>Reads the values of a configuration that have a meaning beyond the schema's patterns, and tells what has none.</summary>
/// <param name="problems">Takes what is wrong.</param>
/// <param name="folder">The folder that paths are relative to.</param>
internal sealed class RelayValues(JsonProblems problems, string folder)
{
    /// <summary>Takes what is wrong.</summary>
    public JsonProblems Problems => problems;

    /// <summary>An object's properties where nothing was found to be wrong with them, with their paths; none of one that is not there.</summary>
    public IEnumerable<(string Name, LocatedJson Value, string Path)> Members(LocatedJson? section, string path)
    {
        foreach (var member in section?.Members ?? [])
        {
            if (!problems.HasWithin(member.Value)) yield return (member.Name, member.Value, JsonPath.Of(path, member.Name));
        }
    }

    /// <summary>An array's values with their paths; none of one that is not there.</summary>
    public static IEnumerable<(LocatedJson Value, string Path)> Items(LocatedJson? array, string path) =>
        (array?.Items ?? []).Select((item, at) => (item, JsonPath.Of(path, at)));

    /// <summary>The value of a property where nothing was found to be wrong with it; null where there is none, too.</summary>
    public LocatedJson? Sound(LocatedJson parent, string name) => parent[name] is { } value && !problems.HasWithin(value) ? value : null;

    /// <summary>A whole number that the schema bounds.</summary>
    public static int Count(LocatedJson value) => (int)(value.Whole ?? 0);

    /// <summary>True or false.</summary>
    public static bool Flag(LocatedJson value) => value.Kind == JsonValueKind.True;

    /// <summary>A name of an enumeration that the schema bounds.</summary>
    public static T Choice<T>(LocatedJson value) where T : struct, Enum => Enum.Parse<T>(value.Text);

    /// <summary>A duration.</summary>
    public TimeSpan Duration(LocatedJson value, string path)
    {
        var duration = value.Kind == JsonValueKind.Number ? RelayQuantity.Seconds(value.Whole ?? 0) : RelayQuantity.Duration(value.Text);
        if (duration is null) problems.Add(value.Offset, path, "This is longer than a year.", "Write it as in 90s, 5m, 4h or 5d.");
        return duration ?? TimeSpan.Zero;
    }

    /// <summary>A size in octets.</summary>
    public long Size(LocatedJson value, string path)
    {
        var size = value.Kind == JsonValueKind.Number ? value.Whole : RelayQuantity.Size(value.Text);
        if (size is null) problems.Add(value.Offset, path, "This is more than any disk has.", "Write it as in 25MB or 25MiB.");
        return size ?? 0;
    }

    /// <summary>A path, relative to the configuration's folder.</summary>
    public string PathOf(LocatedJson value, string path)
    {
        if (!value.Text.Contains('\0', StringComparison.Ordinal)) return System.IO.Path.GetFullPath(value.Text, folder);
        problems.Add(value.Offset, path, "This is no path: it holds a NUL.");
        return folder;
    }

    /// <summary>An address with a port; null where it is none.</summary>
    public IPEndPoint? EndPoint(LocatedJson value, string path)
    {
        if (RelayEndPoint.TryParse(value.Text, out var endPoint, out var problem)) return endPoint;
        problems.Add(value.Offset, path, problem);
        return null;
    }

    /// <summary>An absolute address; null where it is none.</summary>
    public Uri? Address(LocatedJson value, string path)
    {
        if (Uri.TryCreate(value.Text, UriKind.Absolute, out var address) && address.Scheme is "https" or "http" && address.Host.Length > 0) return address;
        problems.Add(value.Offset, path, "This is no address that begins with https://.");
        return null;
    }

    /// <summary>A secret from a file or a variable, looked at once so that what is wrong with it is told now.</summary>
    /// <param name="parent">The object.</param>
    /// <param name="name">The beginning of both properties: <c>password</c> of <c>passwordPath</c> and <c>passwordVariable</c>.</param>
    /// <param name="path">The object's path.</param>
    /// <returns>Null where there is none, or it is not to be had.</returns>
    public RelaySecret? Secret(LocatedJson parent, string name, string path)
    {
        var (file, variable) = (Sound(parent, name + "Path"), Sound(parent, name + "Variable"));
        if (file is not null && variable is not null)
        {
            problems.Add(variable.Offset, $"{path}.{name}Variable", $"There are both '{name}Path' and '{name}Variable'.", "Keep one of them.");
            return null;
        }
        if ((file ?? variable) is not { } value) return null;
        var own = $"{path}.{name}{(file is null ? "Variable" : "Path")}";
        var secret = file is null ? RelaySecret.FromVariable(value.Text) : RelaySecret.FromFile(PathOf(value, own));
        return TryRead(secret, value, own, out _) ? secret : null;
    }

    /// <summary>Whether a secret is to be had; what keeps it is told.</summary>
    public bool TryRead(RelaySecret secret, LocatedJson value, string path, [NotNullWhen(true)] out string? text)
    {
        text = null;
        if (problems.HasWithin(value)) return false;
        try
        {
            text = secret.Read();
            return true;
        }
        catch (SmtpCredentialException exception)
        {
            problems.Add(value.Offset, path, exception.Message);
            return false;
        }
    }
}
