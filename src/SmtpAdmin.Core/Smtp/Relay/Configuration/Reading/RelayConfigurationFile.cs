using System.Text.Json;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The octets of a configuration, and what it has to be.</summary>
internal static class RelayConfigurationFile
{
    /// <summary>How large a configuration may be, in octets: ten thousand users are three million.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>The embedded schema's name.</summary>
    public const string SchemaName = "Smtp.Relay.Configuration.relay.schema.json";

    private const string Inline = "Secrets do not stand in this file: it is copied, mailed and put under version control. Put it into a file that other accounts may not read, and name that with '{0}'.";

    private static readonly Lazy<JsonSchema> Rules = new(() =>
    {
        using var stream = EmbeddedJson.Open(SchemaName);
        return JsonSchemaReader.Read(stream);
    });

    /// <summary>What to do instead of what people may expect.</summary>
    private static readonly Dictionary<string, string> Advice = new(StringComparer.OrdinalIgnoreCase)
    {
        ["password"] = In("passwordPath"),
        ["passphrase"] = In("passphrasePath"),
        ["secret"] = In("secretPath"),
        ["clientSecret"] = In("secretPath"),
        ["refreshToken"] = In("refreshTokenPath"),
        ["accessToken"] = "Access tokens are asked for when they are needed: give 'refreshTokenPath', or 'secretPath' alone.",
        ["key"] = In("keyPath"),
        ["privateKey"] = In("keyPath"),
        ["smartHosts"] = "It is called 'smartHost' here, like the parameter, and is an array.",
        ["relayHost"] = "It is called 'smartHost' here, and is an array.",
        ["allowNetworks"] = "It is called 'allowNetwork' here, like the parameter, and is an array.",
        ["mynetworks"] = "It is called 'allowNetwork' here, and is an array.",
        ["listeners"] = "It is called 'listen' here, and is an array.",
    };

    private static readonly JsonTextFileRemedies Remedies = new(
        "Name the file in it that holds the configuration.", "Save the configuration in a file, and name that.", "It is no configuration of a relay.");

    /// <summary>What a file has to be.</summary>
    public static JsonSchema Schema => Rules.Value;

    /// <summary>Reads a file.</summary>
    /// <exception cref="SmtpRelayConfigurationException">It cannot be read, or is too long.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await JsonTextFile.ReadAsync(path, MaxLength, Remedies, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonTextFileException exception)
        {
            throw new SmtpRelayConfigurationException(path, [exception.Problem], exception.InnerException);
        }
    }

    /// <summary>Holds a file against the schema.</summary>
    /// <returns>The value; null where it is no JSON.</returns>
    public static LocatedJson? Parse(ReadOnlyMemory<byte> content, out JsonProblems problems)
    {
        var root = LocatedJsonReader.Read(content, out problems) is { } read ? WithUsers(read) : null;
        if (root is not null) new JsonSchemaChecker(problems, Advice).Check(root, Schema, "");
        return root;
    }

    /// <summary>Users may stand there as ConvertTo-Json writes what New-SmtpRelayUser gives: the names of their properties begin with capitals.</summary>
    private static LocatedJson WithUsers(LocatedJson root)
    {
        if (root["users"] is not { Kind: JsonValueKind.Array } list) return root;
        var users = Like(list, items: [.. list.Items.Select(user => Like(user, members: [.. user.Members.Select(Renamed)]))]);
        return Like(root, members: [.. root.Members.Select(member => member.Name == "users" ? member with { Value = users } : member)]);
    }

    private static LocatedMember Renamed(LocatedMember member) => member.Name switch
    {
        nameof(SmtpRelayUser.UserName) => member with { Name = "userName" },
        nameof(SmtpRelayUser.Credential) => member with { Name = "credential" },
        _ => member,
    };

    private static LocatedJson Like(LocatedJson value, IReadOnlyList<LocatedMember>? members = null, IReadOnlyList<LocatedJson>? items = null) => new()
    {
        Offset = value.Offset, End = value.End, Kind = value.Kind, Text = value.Text, Members = members ?? value.Members, Items = items ?? value.Items,
    };

    private static string In(string name) => Inline.Replace("{0}", name, StringComparison.Ordinal);
}
