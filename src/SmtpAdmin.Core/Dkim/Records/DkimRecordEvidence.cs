using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>All that was found out about a key record, for the rules to judge.</summary>
internal sealed record DkimRecordEvidence
{
    /// <summary>What was to be checked.</summary>
    public required DkimRecordQuery Query { get; init; }

    /// <summary>The name of the record; null when it is not known, or too long.</summary>
    public DnsName? Name { get; init; }

    /// <summary>What the DNS says; null when it was not asked.</summary>
    public DkimKeyAnswer? Answer { get; init; }

    /// <summary>The record; null when there is none, several, or when it is not known.</summary>
    public DkimKeyRecord? Record { get; init; }

    /// <summary>Its strings.</summary>
    public IReadOnlyList<string> Strings { get; init; } = [];

    /// <summary>What its <c>p=</c> holds; null when there is no record.</summary>
    public DkimKeyShape? Shape { get; init; }

    /// <summary>The key; null when there is none that receivers can read.</summary>
    public DkimPublicKey? Key { get; init; }

    /// <summary>Why there is no key, in words that begin in lower case; null when there is.</summary>
    public string? KeyProblem { get; init; }

    /// <summary>The record as it is probably meant, where it was pasted wrong; null when it cannot be told.</summary>
    public string? Repaired { get; init; }

    /// <summary>What is published where such a record lands by mistake; only what has keys.</summary>
    public IReadOnlyList<DkimKeyAnswer> Elsewhere { get; init; } = [];

    /// <summary>The key at the name that an alias was probably meant to lead to: its target without the zone's name behind it; null when there is none.</summary>
    public DkimKeyAnswer? MeantTarget { get; init; }

    /// <summary>What the DNS says of a selector that nobody has; null when it was not asked.</summary>
    public DkimKeyAnswer? Nobody { get; init; }

    /// <summary>The private key is the pair; null when there is nothing to hold against each other.</summary>
    public bool? PrivateKeyMatches { get; init; }

    /// <summary>How the record is called in a message.</summary>
    public string Where => Name is null ? "The record" : $"The record {Name}";

    /// <summary>The other TXT records of the name, which are no keys.</summary>
    public IReadOnlyList<string> Others => [.. Answer?.Others.Where(text => text != Record?.Text) ?? []];
}
