namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>The messages of tests/data/dkim, as they stand on the wire. The name of each says what it shows.</summary>
internal static class DkimCorpus
{
    /// <summary>The names of all, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
        [.. Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "dkim"), "*.eml").Select(path => Path.GetFileNameWithoutExtension(path)).Order(StringComparer.Ordinal)];

    /// <summary>A message.</summary>
    public static Task<byte[]> ReadAsync(string name, CancellationToken cancellationToken) =>
        File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "dkim", $"{name}.eml"), cancellationToken);
}
