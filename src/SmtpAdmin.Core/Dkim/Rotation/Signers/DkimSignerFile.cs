namespace SmtpAdmin.Dkim;

/// <summary>A signer's configuration as it was read.</summary>
internal sealed record DkimSignerFile
{
    internal const int MaxLength = 16 * 1024 * 1024; // octets
    private const int MaxSelectorLength = 4096; // octets, of Haraka's file

    /// <summary>The file, or the domain's folder of Haraka.</summary>
    public required string Path { get; init; }

    /// <summary>The places that name a selector for the domain.</summary>
    public IReadOnlyList<DkimSignerEntry> Entries { get; init; } = [];

    /// <summary>The content; each character is an octet. Empty for Haraka.</summary>
    public string Text { get; init; } = "";

    /// <summary>Why it could not be read, as a sentence; empty when it was.</summary>
    public string Problem { get; init; } = "";

    /// <summary>It is plainly another file than the one that is meant; the problem says which.</summary>
    public bool IsForeign { get; init; }

    /// <summary>Reads it.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimSignerFile> ReadAsync(DkimSignerQuery query, CancellationToken cancellationToken)
    {
        try
        {
            return query.Signer == DkimSoftware.Haraka
                ? await ReadFolderAsync(query, cancellationToken).ConfigureAwait(false)
                : await ReadFileAsync(query, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Failed(query.Path, PlainText.Excerpt(exception.Message, 300));
        }
    }

    private static async Task<DkimSignerFile> ReadFileAsync(DkimSignerQuery query, CancellationToken cancellationToken)
    {
        if (Directory.Exists(query.Path)) return Failed(query.Path, "It is a directory. Name the file.");
        if (await DkimConfigText.ReadAsync(query.Path, MaxLength, cancellationToken).ConfigureAwait(false) is not { } text) return Failed(query.Path, $"It is longer than {MaxLength} octets.");
        var entries = EntriesOf(query, text);
        return DkimForeignConfig.Problem(query.Signer, text, query.Domain, entries.Count > 0) is { } foreign
            ? Failed(query.Path, foreign) with { IsForeign = true }
            : new DkimSignerFile { Path = query.Path, Text = text, Entries = entries };
    }

    /// <summary>The places of a file, not of Haraka's folder, that name a selector for the domain.</summary>
    public static IReadOnlyList<DkimSignerEntry> EntriesOf(DkimSignerQuery query, string text) => query.Signer == DkimSoftware.OpenDkim
        ? OpenDkimKeyTable.Read(text, query.Domain)
        : [.. DkimSelectorMap.Read(text, query.Domain).Select(entry => entry with { KeyPath = query.KeyPathTemplate is { } template ? DkimKeyPathTemplate.Expand(template, query.Domain, entry.Selector) : null })];

    /// <summary>The folder of the domain itself, or the one above it.</summary>
    private static async Task<DkimSignerFile> ReadFolderAsync(DkimSignerQuery query, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(query.Path)) return Failed(query.Path, "It is no directory. Name Haraka's config/dkim, or the directory of the domain in it.");
        var below = System.IO.Path.Combine(query.Path, query.Domain);
        var folder = Directory.Exists(below) ? below : query.Path;
        var file = System.IO.Path.Combine(folder, "selector");
        // config/dkim without the domain: Haraka signs nothing for it.
        if (!File.Exists(file)) return new DkimSignerFile { Path = folder };
        if (await DkimConfigText.ReadAsync(file, MaxSelectorLength, cancellationToken).ConfigureAwait(false) is not { } text) return Failed(file, "It holds more than a selector.");
        var selector = text.Trim();
        return new DkimSignerFile
        {
            Path = folder,
            Entries = selector.Length == 0 ? [] : [new DkimSignerEntry { Selector = DkimConfigSelector.Of(selector) ?? DkimConfigSelector.None, KeyPath = System.IO.Path.Combine(folder, "private"), IsShared = true }],
        };
    }

    private static DkimSignerFile Failed(string path, string problem) => new() { Path = path, Problem = problem };
}
