namespace SmtpAdmin.Reputation;

/// <summary>Files of lists: the embedded one, and people's own, which are held against the schema first.</summary>
internal static class DnsblProviderFile
{
    /// <summary>How large a person's file may be, in octets: the whole catalogue is a tenth of that.</summary>
    public const int MaxLength = 1024 * 1024;

    private const string Embedded = "Reputation.Dnsbl.Catalogue.dnsbl-providers.json";
    private const string SchemaName = "Reputation.Dnsbl.Catalogue.dnsbl-providers.schema.json";

    private static readonly Lazy<JsonSchema> Rules = new(() =>
    {
        using var stream = EmbeddedJson.Open(SchemaName);
        return JsonSchemaReader.Read(stream);
    });

    /// <summary>What a file has to be.</summary>
    public static JsonSchema Schema => Rules.Value;

    /// <summary>The lists that come with this library. The tests hold them against the schema, so that nobody's start has to wait for it.</summary>
    /// <exception cref="InvalidOperationException">They are not as they have to be.</exception>
    public static IReadOnlyList<DnsblProvider> ReadEmbedded()
    {
        using var stream = EmbeddedJson.Open(Embedded);
        var content = new byte[stream.Length];
        stream.ReadExactly(content);
        return Read([], content, schema: null, out var problems)
            ?? throw new InvalidOperationException($"The embedded lists are not as they have to be: {string.Join(" ", problems)}");
    }

    /// <summary>Lists with those of a person's file added, or changed by it.</summary>
    /// <exception cref="DnsblProviderFileException">The file is not as it has to be.</exception>
    public static IReadOnlyList<DnsblProvider> Merge(IReadOnlyList<DnsblProvider> providers, ReadOnlyMemory<byte> content, string name) =>
        content.Length > MaxLength
            ? throw new DnsblProviderFileException(name, [TooLong])
            : Read(providers, content, Schema, out var problems) ?? throw new DnsblProviderFileException(name, problems);

    /// <summary>Reads a person's file.</summary>
    /// <exception cref="DnsblProviderFileException">It cannot be read, or is too long.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            if (Directory.Exists(path)) throw new DnsblProviderFileException(path, [Folder]); // opening one only tells that access is denied
            // Opening a named pipe would wait for ever for somebody to write into it.
            if (new FileInfo(AtomicFile.ResolveLinks(path)) is { Exists: true, Length: 0 }) throw new DnsblProviderFileException(path, [NoFile]);
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 1, useAsync: true);
            if (!stream.CanSeek) throw new DnsblProviderFileException(path, [NoFile]);
            var content = new byte[MaxLength + 1]; // it may grow while it is read
            var length = await stream.ReadAtLeastAsync(content, content.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
            return length <= MaxLength ? content.AsMemory(0, length) : throw new DnsblProviderFileException(path, [TooLong]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            var reason = PlainText.Excerpt(exception.Message, 240);
            throw new DnsblProviderFileException(path, [new JsonProblem(0, 0, "", $"It cannot be read: {reason}")], exception);
        }
    }

    private static JsonProblem Folder => new(0, 0, "", "It is a folder.", "Name the file in it that holds the lists.");

    private static JsonProblem NoFile => new(0, 0, "", "It is empty, or no regular file.", "Save the lists in a file, and name that.");

    private static JsonProblem TooLong => new(0, 0, "", $"It is longer than {MaxLength / 1024} KiB.", "It is no file of lists, or has to be several.");

    private static IReadOnlyList<DnsblProvider>? Read(IReadOnlyList<DnsblProvider> providers, ReadOnlyMemory<byte> content, JsonSchema? schema, out IReadOnlyList<JsonProblem> told)
    {
        var file = LocatedJsonReader.Read(content, out var problems);
        if (file is not null && schema is not null) new JsonSchemaChecker(problems).Check(file, schema, "");
        var merged = problems.IsFull ? null : new DnsblProviderMerge(problems).Merge(providers, file?["providers"]?.Items ?? []);
        told = problems.All();
        return problems.Count == 0 ? merged : null;
    }
}
