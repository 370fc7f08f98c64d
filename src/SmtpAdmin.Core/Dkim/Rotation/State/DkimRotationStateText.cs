using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmtpAdmin.Dkim;

/// <summary>State files: JSON in UTF-8, times in UTC. People may have edited one; members that this version does not know are skipped.</summary>
/// <remarks>
/// <code>
/// {
///   "version": 1,
///   "domain": "example.org",
///   "stage": "Published",
///   "selector": "s202611a",
///   "privateKeyPath": "/etc/dkim/example.org.s202611a.key",
///   "oldSelector": "s202511a",
///   "algorithm": "Rsa",
///   "publicKey": "MIIB...",
///   "record": "v=DKIM1; k=rsa; p=MIIB...",
///   "keyCreatedAt": "2026-11-02T03:00:00+00:00",
///   "seenAt": "2026-11-02T09:15:00+00:00",
///   "publishedAt": "2026-11-02T09:00:00+00:00",
///   "cacheSeconds": 3600
/// }
/// </code>
/// </remarks>
internal static class DkimRotationStateText
{
    /// <summary>The version of the format that is read and written.</summary>
    public const int Version = 1;

    /// <summary>More than any state has, in octets.</summary>
    public const int MaxLength = 64 * 1024;

    private const int LastYear = 9000; // so that days can be added

    /// <summary>A key is made a little later than its call began.</summary>
    private static readonly TimeSpan Ahead = TimeSpan.FromDays(1);

    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>Reads a file.</summary>
    /// <exception cref="DkimRotationDamageException">It is no state.</exception>
    /// <exception cref="DkimRotationVersionException">A later version wrote it.</exception>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static async Task<DkimRotationState> ReadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxLength + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Read(buffer.AsSpan(0, length));
    }

    /// <summary>Reads a text.</summary>
    /// <exception cref="DkimRotationDamageException">It is no state.</exception>
    /// <exception cref="DkimRotationVersionException">A later version wrote it.</exception>
    public static DkimRotationState Read(ReadOnlySpan<byte> text)
    {
        if (text.Length > MaxLength) throw new DkimRotationDamageException($"it is longer than {MaxLength} octets");
        if (text.StartsWith("\uFEFF"u8)) text = text[3..];
        if (text.IndexOfAnyExcept(" \t\r\n\0"u8) < 0) throw new DkimRotationDamageException("it is empty");
        try
        {
            // The version first: a later one may have another shape.
            var number = JsonSerializer.Deserialize<Versioned>(text, Options)?.Version;
            if (number is null or < 1) throw new DkimRotationDamageException("it has no version");
            if (number > Version) throw new DkimRotationVersionException(number.Value);
            return (JsonSerializer.Deserialize<Entry>(text, Options) ?? throw new DkimRotationDamageException("it is empty")).ToState();
        }
        catch (JsonException exception)
        {
            var place = exception.LineNumber is { } line ? FormattableString.Invariant($"line {line + 1}: ") : "";
            throw new DkimRotationDamageException($"{place}that is no state of a rotation", exception);
        }
    }

    /// <summary>Writes a state.</summary>
    public static byte[] Write(DkimRotationState state) => [.. JsonSerializer.SerializeToUtf8Bytes(Entry.Of(state), Options), (byte)'\n'];

    private sealed record Versioned(long? Version);

    private sealed record Entry
    {
        public int Version { get; init; } = DkimRotationStateText.Version;
        public required string Domain { get; init; }
        public required DkimRotationStage Stage { get; init; }
        public required string Selector { get; init; }
        public required string PrivateKeyPath { get; init; }
        public string? OldSelector { get; init; }
        public DkimKeyAlgorithm? OldAlgorithm { get; init; }
        public DkimKeyAlgorithm Algorithm { get; init; }
        public int? KeySize { get; init; }
        public string? PublicKey { get; init; }
        public string? Record { get; init; }
        public DateTimeOffset KeyCreatedAt { get; init; }
        public DateTimeOffset SeenAt { get; init; }
        public DateTimeOffset? PublishedAt { get; init; }
        public long CacheSeconds { get; init; }
        public DateTimeOffset? SigningAt { get; init; }
        public DateTimeOffset? OldUnusedAt { get; init; }
        public DateTimeOffset? RevokedAt { get; init; }
        public DateTimeOffset? WentBackAt { get; init; }
        public string? StatedSelector { get; init; }

        public static Entry Of(DkimRotationState state) => new()
        {
            Domain = state.Domain,
            Stage = state.Stage,
            Selector = state.Selector,
            PrivateKeyPath = state.PrivateKeyPath,
            OldSelector = state.OldSelector,
            OldAlgorithm = state.OldAlgorithm,
            Algorithm = state.Algorithm,
            KeySize = state.KeySize,
            PublicKey = state.PublicKey.Length > 0 ? state.PublicKey : null,
            Record = state.Record.Length > 0 ? state.Record : null,
            KeyCreatedAt = state.KeyCreatedAt.ToUniversalTime(),
            SeenAt = state.SeenAt.ToUniversalTime(),
            PublishedAt = state.PublishedAt?.ToUniversalTime(),
            CacheSeconds = (long)Math.Ceiling(state.CacheTime.TotalSeconds),
            SigningAt = state.SigningAt?.ToUniversalTime(),
            OldUnusedAt = state.OldUnusedAt?.ToUniversalTime(),
            RevokedAt = state.RevokedAt?.ToUniversalTime(),
            WentBackAt = state.WentBackAt?.ToUniversalTime(),
            StatedSelector = state.StatedSelector,
        };

        public DkimRotationState ToState()
        {
            Require(DkimName.Of(Domain) is not null, "the domain is none");
            Require(DkimName.Of(Selector) is { } && DkimName.OfKey(Selector, Domain) is not null, "the selector is none");
            Require(OldSelector is null || DkimName.OfKey(OldSelector, Domain) is not null, "the old selector is none");
            Require(!string.Equals(Selector, OldSelector, StringComparison.OrdinalIgnoreCase), "the old selector and the new are the same");
            Require(StatedSelector is null || DkimName.OfKey(StatedSelector, Domain) is not null, "the stated selector is none");
            Require(Path.IsPathFullyQualified(PrivateKeyPath), "the path of the private key is not a full one");
            Require(Path.GetFileName(PrivateKeyPath) == DkimKeyFile.NameOf(DkimName.Of(Domain)!, DkimName.Of(Selector)!), "the private key has not the name of its domain and selector");
            Require(CacheSeconds is >= 0 and <= DkimRotationRules.MaxCacheSeconds, "the time that resolvers keep what they know is out of its range");
            if (Stage != DkimRotationStage.None)
            {
                Require(PublicKey is not null && DkimBase64.Decode(PublicKey) is { Length: > 0 }, "the public key is no base64");
                Require(Record is not null && DkimKeyRecord.Read(Record) is { Problems.Count: 0, KeyData: { } data } && data.AsSpan().SequenceEqual(DkimBase64.Decode(PublicKey!)), "the record is not that of the public key");
            }
            Require(Stage != DkimRotationStage.Published || PublishedAt is not null, "it does not say since when the key is published");
            Require(Stage < DkimRotationStage.Signing || SigningAt is not null, "it does not say since when the signer uses the key");
            Require(Stage < DkimRotationStage.Retiring || OldUnusedAt is not null, "it does not say since when the old selector is out of use");
            Require(new[] { KeyCreatedAt, SeenAt, PublishedAt, SigningAt, OldUnusedAt, RevokedAt, WentBackAt }.All(time => time is null || time.Value.UtcDateTime.Year < LastYear), "a time is out of its range");
            Require(new[] { KeyCreatedAt, PublishedAt, SigningAt, OldUnusedAt, RevokedAt, WentBackAt }.All(time => time is null || time <= SeenAt + Ahead), "a time is later than that of the last call");
            return new DkimRotationState
            {
                Domain = DkimName.Of(Domain)!,
                Stage = Stage,
                Selector = DkimName.Of(Selector)!,
                PrivateKeyPath = PrivateKeyPath,
                OldSelector = OldSelector is null ? null : DkimName.Of(OldSelector),
                OldAlgorithm = OldAlgorithm,
                Algorithm = Algorithm,
                KeySize = KeySize,
                PublicKey = PublicKey ?? "",
                Record = Record ?? "",
                KeyCreatedAt = KeyCreatedAt,
                SeenAt = SeenAt,
                PublishedAt = PublishedAt,
                CacheTime = TimeSpan.FromSeconds(CacheSeconds),
                SigningAt = SigningAt,
                OldUnusedAt = OldUnusedAt,
                RevokedAt = RevokedAt,
                WentBackAt = WentBackAt,
                StatedSelector = StatedSelector is null ? null : DkimName.Of(StatedSelector),
            };
        }

        private static void Require(bool holds, string otherwise)
        {
            if (!holds) throw new DkimRotationDamageException(otherwise);
        }
    }
}
