namespace SmtpAdmin.Reputation;

/// <summary>Files of lists: the embedded one, and people's own, which are held against the schema first.</summary>
internal static class DnsblProviderFile
{
    /// <summary>How large a person's file may be, in octets: the whole catalogue is a tenth of that.</summary>
    public const int MaxLength = 1024 * 1024;

    private const string Embedded = "Reputation.Dnsbl.Catalogue.dnsbl-providers.json";
    private const string SchemaName = "Reputation.Dnsbl.Catalogue.dnsbl-providers.schema.json";

    private static readonly JsonTextFileRemedies Remedies = new(
        "Name the file in it that holds the lists.", "Save the lists in a file, and name that.", "It is no file of lists, or has to be several.");

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
            return await JsonTextFile.ReadAsync(path, MaxLength, Remedies, cancellationToken).ConfigureAwait(false);
        }
        catch (JsonTextFileException exception)
        {
            throw new DnsblProviderFileException(path, [exception.Problem], exception.InnerException);
        }
    }

    private static JsonProblem TooLong => JsonTextFile.TooLong(MaxLength, Remedies);

    private static IReadOnlyList<DnsblProvider>? Read(IReadOnlyList<DnsblProvider> providers, ReadOnlyMemory<byte> content, JsonSchema? schema, out IReadOnlyList<JsonProblem> told)
    {
        var file = LocatedJsonReader.Read(content, out var problems);
        if (file is not null && schema is not null) new JsonSchemaChecker(problems).Check(file, schema, "");
        var merged = problems.IsFull ? null : new DnsblProviderMerge(problems).Merge(providers, file?["providers"]?.Items ?? []);
        told = problems.All();
        return problems.Count == 0 ? merged : null;
    }
}
