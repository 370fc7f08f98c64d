using System.Text.Json;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Input;

/// <summary>Users of a relay in a file: the JSON objects that new-smtp-relay-user printed, one behind the other.</summary>
internal static class RelayUsersFile
{
    private const int MaxLength = 16 * 1024 * 1024; // octets: as a whole configuration

    /// <summary>Reads them.</summary>
    /// <exception cref="UsageException">The file holds something else.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static async Task<IReadOnlyList<SmtpRelayUser>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        var shown = PlainText.Excerpt(path, 260);
        if (SecretFile.Problem(path) is { } problem) throw new UsageException($"The file '{shown}' named by --user-path cannot be read: {problem}");
        await using var file = Open(path, shown);
        if (file.Length > MaxLength) throw new UsageException($"The file '{shown}' named by --user-path is too large for users.");
        var users = new List<SmtpRelayUser>();
        try
        {
            await foreach (var user in JsonSerializer.DeserializeAsyncEnumerable<SmtpRelayUser>(file, topLevelValues: true, JsonSerializerOptions.Web, cancellationToken).ConfigureAwait(false))
                users.Add(user ?? throw new UsageException($"The file '{shown}' named by --user-path holds something that is no user."));
        }
        catch (JsonException exception)
        {
            // Where it is wrong; what stands there may be a secret.
            throw new UsageException(FormattableString.Invariant($"The file '{shown}' named by --user-path is not what new-smtp-relay-user --json prints: it goes wrong at object {users.Count + 1}, in line {exception.LineNumber + 1}."));
        }
        return users;
    }

    private static FileStream Open(string path, string shown)
    {
        try
        {
            return File.OpenRead(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new UsageException($"The file '{shown}' named by --user-path is not there. Make it with new-smtp-relay-user --json.");
        }
        catch (UnauthorizedAccessException)
        {
            throw new UsageException($"The file '{shown}' named by --user-path may not be read by this account.");
        }
    }
}
