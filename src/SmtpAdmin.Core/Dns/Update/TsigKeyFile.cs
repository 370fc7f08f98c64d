using System.Text;
using System.Text.RegularExpressions;

namespace SmtpAdmin.Dns;

/// <summary>Key files as BIND reads and <c>tsig-keygen</c> and <c>rndc-confgen</c> write them: <c>key "name" { algorithm hmac-sha256; secret "..."; };</c>.</summary>
public static partial class TsigKeyFile
{
    private const int MaxLength = 64 * 1024; // octets

    /// <summary>Reads a key from a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">Which key; null for the only one in it.</param>
    /// <exception cref="TsigKeyException">It cannot be read, others may read or change it, or it holds no such key.</exception>
    public static TsigKey Read(string path, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(path);
        var shown = PlainText.Excerpt(path, 260);
        try
        {
            if (SecretFile.Problem(path) is { } problem) throw new TsigKeyException(TsigKeyFault.Unreadable, $"The key file '{shown}' cannot be read: {problem}");
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (OpenProblem(file, $"The key file '{shown}'", path) is { } open) throw new TsigKeyException(TsigKeyFault.TooOpen, open);
            var octets = new byte[MaxLength + 1];
            var length = file.ReadAtLeast(octets, octets.Length, throwOnEndOfStream: false);
            if (length > MaxLength) throw new TsigKeyException(TsigKeyFault.NoKey, $"'{shown}' is too large for a key file.");
            return Parse(Encoding.UTF8.GetString(octets, 0, length), name, $"'{shown}'");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new TsigKeyException(TsigKeyFault.Unreadable, $"The key file '{shown}' cannot be read: {FileWords.Of(exception, path)}");
        }
    }

    /// <summary>Why the permissions of a file with a key or its secret are too wide, and what to do, as sentences; null where they are not.</summary>
    /// <param name="file">The file, open.</param>
    /// <param name="what">The file as messages name it.</param>
    /// <param name="path">Where it is.</param>
    public static string? OpenProblem(FileStream file, string what, string path)
    {
        ArgumentNullException.ThrowIfNull(file);
        return SecretFile.IsOpenToOthers(file, path)
            ? $"{what} can be read by everybody on this machine, or changed by others than its owner: whoever has the key may change the zone. Make a new key if the machine has other users, and close the file: chmod 600 '{PlainText.Excerpt(path, 260)}'."
            : null;
    }

    /// <summary>Reads a key from the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="name">Which key; null for the only one in it.</param>
    /// <param name="source">What it is called in messages.</param>
    /// <exception cref="TsigKeyException">It holds no such key.</exception>
    internal static TsigKey Parse(string text, string? name, string source)
    {
        var plain = Comment().Replace(text, match => match.Groups["text"].Value);
        var keys = Key().Matches(plain).Select(match => (Name: Unquoted(match.Groups["name"].Value), Body: match.Groups["body"].Value)).ToList();
        if (keys.Count == 0)
        {
            throw new TsigKeyException(TsigKeyFault.NoKey, text.StartsWith("Private-key-format:", StringComparison.Ordinal)
                ? $"{source} is a .private file of old versions of dnssec-keygen. Write the key as BIND's configuration has it: key \"name\" {{ algorithm hmac-sha256; secret \"...\"; }};"
                : $"{source} holds no key. It is to say: key \"name\" {{ algorithm hmac-sha256; secret \"...\"; }}; tsig-keygen writes that.");
        }
        var wanted = name is null ? keys : [.. keys.Where(key => SameName(key.Name, name))];
        if (wanted.Count != 1)
        {
            throw new TsigKeyException(TsigKeyFault.WhichKey, name is null
                ? $"{source} holds {keys.Count} keys. Name the one to use: {string.Join(", ", keys.Select(key => TsigKey.Shown(key.Name)))}."
                : $"{source} holds {(wanted.Count == 0 ? "no key" : $"{wanted.Count} keys")} named '{TsigKey.Shown(name)}'. It holds: {string.Join(", ", keys.Select(key => TsigKey.Shown(key.Name)))}.");
        }
        var (keyName, body) = wanted[0];
        var algorithm = Unquoted(Algorithm().Match(body) is { Success: true } said ? said.Groups["value"].Value : "");
        if (!TsigAlgorithms.TryFind(algorithm, out var known))
        {
            throw new TsigKeyException(TsigKeyFault.BadAlgorithm, algorithm.Length == 0
                ? $"The key '{TsigKey.Shown(keyName)}' in {source} names no algorithm."
                : $"The key '{TsigKey.Shown(keyName)}' in {source} is for {TsigKey.Shown(algorithm)}. Taken are {TsigAlgorithms.All}: make a new one with tsig-keygen -a hmac-sha256.");
        }
        return Secret().Match(body) is { Success: true } secret
            ? TsigKey.Create(keyName, known, Unquoted(secret.Groups["value"].Value))
            : throw new TsigKeyException(TsigKeyFault.BadSecret, $"The key '{TsigKey.Shown(keyName)}' in {source} has no secret.");
    }

    private static bool SameName(string left, string right) =>
        DnsName.TryParse(left, out var one, out _) && DnsName.TryParse(right, out var other, out _) && one.Equals(other);

    private static string Unquoted(string text) => text.Trim('"');

    /// <summary>The three kinds of comment that BIND's configuration has; what stands in quotes is none.</summary>
    [GeneratedRegex("""(?<text>"[^"]*")|/\*.*?\*/|(?://|\#)[^\n]*""", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Comment();

    [GeneratedRegex("""\bkey\s+(?<name>"[^"]*"|[^\s"{;]+)\s*\{(?<body>(?:"[^"]*"|[^"}])*)\}\s*;""", RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex("""\balgorithm\s+(?<value>"[^"]*"|[^\s";]+)\s*;""", RegexOptions.CultureInvariant)]
    private static partial Regex Algorithm();

    [GeneratedRegex("""\bsecret\s+(?<value>"[^"]*"|[^\s";]+)\s*;""", RegexOptions.CultureInvariant)]
    private static partial Regex Secret();
}
