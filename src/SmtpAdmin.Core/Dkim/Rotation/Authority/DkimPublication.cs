namespace SmtpAdmin.Dkim;

/// <summary>What all authoritative servers of a key's name publish.</summary>
internal sealed record DkimPublication
{
    /// <summary>What each server said, in the order of the zone; those of an alias's target behind them.</summary>
    public required IReadOnlyList<DkimServerAnswer> Servers { get; init; }

    /// <summary>What stopped the search for servers, as a sentence; empty when all were found.</summary>
    public string Problem { get; init; } = "";

    /// <summary>How long resolvers may keep what was there before, by the longest that a server tells.</summary>
    public TimeSpan CacheTime { get; init; }

    /// <summary>Every server told how long that is.</summary>
    public bool IsCacheTimeSure { get; init; } = true;

    /// <summary>Every server answers with the key, or with an alias to a name whose every server does.</summary>
    public bool IsEverywhere => Problem.Length == 0 && Has(DkimServerStatus.Published)
        && Servers.All(server => server.Status is DkimServerStatus.Published or DkimServerStatus.Alias or DkimServerStatus.NotReached);

    /// <summary>At least one server answers for certain with something else than the key.</summary>
    public bool IsMissing => Servers.Any(IsWrong);

    /// <summary>Some server answers with the key.</summary>
    public bool IsSomewhere => Has(DkimServerStatus.Published);

    /// <summary>Some server has something at the name that is not the key.</summary>
    public bool IsWrongSomewhere => Servers.Any(server => IsWrong(server) && server.Status != DkimServerStatus.Missing);

    /// <summary>Neither: no server contradicts, and not all confirm.</summary>
    public bool IsUnknown => !IsEverywhere && !IsMissing;

    /// <summary>Every server answers that there is no key, or that it is revoked.</summary>
    public bool IsWithdrawn => Problem.Length == 0 && Servers.Any(IsGone)
        && Servers.All(server => IsGone(server) || server.Status is DkimServerStatus.Alias or DkimServerStatus.NotReached);

    /// <summary>Some server answers that there is no key, or that it is revoked.</summary>
    public bool IsGoneSomewhere => Servers.Any(IsGone);

    /// <summary>Some server has the key in test mode, in which it is not to be: receivers treat mail that it signs as unsigned.</summary>
    public bool IsInTest => Servers.Any(server => server.IsTest);

    /// <summary>The name at which the record stands or has to stand: where an alias leads, or else the name itself.</summary>
    /// <param name="name">The name that was asked for.</param>
    public string OwnerOf(string name) => Servers.LastOrDefault(server => server.Target is not null)?.Target is { } target ? target.ToString() : name;

    private bool Has(DkimServerStatus status) => Servers.Any(server => server.Status == status);

    private static bool IsGone(DkimServerAnswer server) => server.Status is DkimServerStatus.Missing or DkimServerStatus.Revoked;

    private static bool IsWrong(DkimServerAnswer server) => IsGone(server) || server.Status is DkimServerStatus.Different or DkimServerStatus.Several or DkimServerStatus.Faulty;
}
