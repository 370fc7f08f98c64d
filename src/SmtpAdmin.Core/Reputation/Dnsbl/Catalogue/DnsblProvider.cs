namespace SmtpAdmin.Reputation;

/// <summary>A DNS blacklist or allow list (RFC 5782): where it is asked, what its answers mean, and what to do about a listing.</summary>
public sealed record DnsblProvider
{
    /// <summary>The name that commands take; letters, digits and hyphens.</summary>
    public required string Name { get; init; }

    /// <summary>What it lists, in a sentence.</summary>
    public string Description { get; init; } = "";

    /// <summary>Who runs it.</summary>
    public string Operator { get; init; } = "";

    /// <summary>The zone that is asked.</summary>
    public required string Zone { get; init; }

    /// <summary>The zone for holders of a key, with <c>{key}</c> in its place; null when there is none.</summary>
    public string? KeyedZone { get; init; }

    /// <summary>What it holds.</summary>
    public IReadOnlyList<DnsblSubject> Subjects { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What kind of thing it lists.</summary>
    public IReadOnlyList<DnsblCategory> Categories { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What its opinion is worth.</summary>
    public DnsblSeverity Severity { get; init; } = DnsblSeverity.Low;

    /// <summary>Who may ask it.</summary>
    public DnsblAccess Access { get; init; }

    /// <summary>What asking it takes: limits, registration, a key.</summary>
    public string AccessNote { get; init; } = "";

    /// <summary>Any answer in 127.0.0.0/8 is a listing, documented or not.</summary>
    public bool AnyCodeLists { get; init; }

    /// <summary>It holds domains as they were registered, and does not answer for hosts below them: those are asked about by the names above them.</summary>
    public bool RegisteredDomains { get; init; }

    /// <summary>Its documented codes, those by which it refuses to answer among them.</summary>
    public IReadOnlyList<DnsblCode> Codes { get; init => field = Indexable.Of(value); } = [];

    /// <summary>Its own test points; what is not here follows <see cref="DnsblTestPoint.Standard"/>.</summary>
    public IReadOnlyList<DnsblTestPoint> TestPoints { get; init => field = Indexable.Of(value); } = [];

    /// <summary>What to put right before asking for removal.</summary>
    public string Prerequisites { get; init; } = "";

    /// <summary>The page for look-up and removal; <c>{target}</c> stands for the address or domain where the page takes it.</summary>
    public string DelistUrl { get; init; } = "";

    /// <summary>How a listing ends; null when the list does not say.</summary>
    public DnsblPolicy? Policy { get; init; }

    /// <summary>How it ended; null while it is run.</summary>
    public DnsblRetirement? Retired { get; init; }

    /// <summary>Where these facts come from.</summary>
    public IReadOnlyList<DnsblSource> Sources { get; init => field = Indexable.Of(value); } = [];

    /// <summary>The key that a person's file gives for <see cref="KeyedZone"/>; never shown.</summary>
    internal string? Key { get; init; }

    /// <summary>Whether it is still run.</summary>
    public DnsblLifecycle State => Retired is null ? DnsblLifecycle.Active : DnsblLifecycle.Retired;

    /// <summary>The codes by which it refuses to answer.</summary>
    public IEnumerable<DnsblCode> RefusalCodes => Codes.Where(code => code.Result == DnsblCodeResult.Refused);

    /// <summary>The page to be named for a matter: the first that says something of it, else the one that the zone is from, else the first.</summary>
    /// <param name="facts">The properties that the matter is about.</param>
    /// <returns>The page; null when there is none.</returns>
    internal DnsblSource? SourceOf(params string[] facts) =>
        Sources.FirstOrDefault(source => source.Facts.Any(facts.Contains)) ?? Sources.FirstOrDefault(source => source.Facts.Contains("zone")) ?? (Sources is [var first, ..] ? first : null);

    /// <summary>The entries by which it shows that it works.</summary>
    /// <param name="subject">What is to be asked about.</param>
    public DnsblTestPoint TestPointFor(DnsblSubject subject) =>
        TestPoints.FirstOrDefault(point => point.Subject == subject) ?? DnsblTestPoint.Standard(subject);
}
