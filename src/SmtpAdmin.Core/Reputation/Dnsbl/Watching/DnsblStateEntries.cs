using System.Text.Json;
using System.Text.Json.Serialization;

namespace SmtpAdmin.Reputation;

/// <summary>The entries of a state file as they stand there, and what makes them valid.</summary>
internal static class DnsblStateEntries
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter(namingPolicy: null, allowIntegerValues: false) },
    };

    /// <summary>Reads a pair.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static DnsblPairState ReadPair(ref Utf8JsonReader reader, Func<string, string> share)
    {
        var pair = JsonSerializer.Deserialize<Pair>(ref reader, Options) ?? throw new DnsblStateShapeException("an entry is null");
        if (pair.Target is null || pair.Zone is null) throw new DnsblStateShapeException("an entry has no target or no zone");
        var pending = pair.Pending is { } found ? new DnsblPendingState(Answer(found.Status), Codes(found.Codes, share), found.Runs, found.Since.ToUniversalTime()) : null;
        if (pending is { Runs: < 1 }) throw new DnsblStateShapeException("a change that waits for confirmation was seen by no run");
        var isListed = Answer(pair.Status) == DnsblStatus.Listed;
        return new DnsblPairState
        {
            Target = share(pair.Target),
            Zone = share(pair.Zone),
            Status = pair.Status,
            Codes = Codes(pair.Codes, share),
            Since = isListed ? (pair.Since ?? throw new DnsblStateShapeException("a listing has no time since when")).ToUniversalTime() : null,
            CheckedAt = pair.CheckedAt.ToUniversalTime(),
            Pending = pending,
        };
    }

    /// <summary>Reads a passed test.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static (DnsblTestKey Key, DateTimeOffset PassedAt) ReadTest(ref Utf8JsonReader reader)
    {
        var test = JsonSerializer.Deserialize<Test>(ref reader, Options) ?? throw new DnsblStateShapeException("an entry is null");
        if (test.Zone is null || !Enum.IsDefined(test.Subject)) throw new DnsblStateShapeException("an entry has no zone or no subject");
        return (new DnsblTestKey(test.Zone, test.Subject), test.PassedAt.ToUniversalTime());
    }

    /// <summary>Reads a list that tells nothing.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static DnsblBlindState ReadBlind(ref Utf8JsonReader reader)
    {
        var blind = JsonSerializer.Deserialize<Blind>(ref reader, Options) ?? throw new DnsblStateShapeException("an entry is null");
        if (blind.Zone is null) throw new DnsblStateShapeException("an entry has no zone");
        return new() { Zone = blind.Zone, Since = blind.Since.ToUniversalTime(), CheckedAt = blind.CheckedAt.ToUniversalTime(), IsTold = blind.Told };
    }

    private static DnsblStatus Answer(DnsblStatus status) =>
        DnsblPairState.IsConclusive(status) ? status : throw new DnsblStateShapeException("an entry's status is no answer");

    /// <summary>People may have reordered them.</summary>
    private static IReadOnlyList<string> Codes(string?[]? codes, Func<string, string> share) =>
        codes is null ? [] : DnsblPairState.Sorted([.. codes.Select(code => share(code ?? throw new DnsblStateShapeException("a code is null")))]);

    private sealed record Pair
    {
        public required string? Target { get; init; }

        public required string? Zone { get; init; }

        public required DnsblStatus Status { get; init; }

        public string?[]? Codes { get; init; }

        public DateTimeOffset? Since { get; init; }

        public required DateTimeOffset CheckedAt { get; init; }

        public Pending? Pending { get; init; }
    }

    private sealed record Pending
    {
        public required DnsblStatus Status { get; init; }

        public string?[]? Codes { get; init; }

        public required int Runs { get; init; }

        public required DateTimeOffset Since { get; init; }
    }

    private sealed record Test
    {
        public required string? Zone { get; init; }

        public required DnsblSubject Subject { get; init; }

        public required DateTimeOffset PassedAt { get; init; }
    }

    private sealed record Blind
    {
        public required string? Zone { get; init; }

        public required DateTimeOffset Since { get; init; }

        public required DateTimeOffset CheckedAt { get; init; }

        public bool Told { get; init; }
    }
}
