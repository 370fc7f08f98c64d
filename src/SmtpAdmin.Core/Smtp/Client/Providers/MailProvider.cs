namespace SmtpAdmin.Smtp.Client;

/// <summary>A mail provider's submission service: where it is, how it is secured, and what it wants to see.</summary>
public sealed record MailProvider
{
    /// <summary>The name to choose it by, e.g. <c>Office365</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The name that people know it by.</summary>
    public required string DisplayName { get; init; }

    /// <summary>The server's name; <c>{region}</c> stands in it until <see cref="Resolve"/> has filled it in.</summary>
    public required string Host { get; init; }

    /// <summary>The TCP port.</summary>
    public required int Port { get; init; }

    /// <summary>How the connection is encrypted.</summary>
    public required SmtpSecurity Security { get; init; }

    /// <summary>The AUTH mechanisms that it takes, best first.</summary>
    public IReadOnlyList<string> AuthMechanisms { get; init; } = [];

    /// <summary>What the user name has to be, as a sentence.</summary>
    public string UserNameHint { get; init; } = "";

    /// <summary>The user name that everyone uses there; null where each has their own.</summary>
    public string? FixedUserName { get; init; }

    /// <summary>The region that is used when none is named; null where there are no regions.</summary>
    public string? DefaultRegion { get; init; }

    /// <summary>The regions known when this was written; others are taken too. Empty where there are none.</summary>
    public IReadOnlyList<string> Regions { get; init; } = [];

    /// <summary>Endings of the names of this provider's servers, inbound ones too, for the diagnosis.</summary>
    public IReadOnlyList<string> HostSuffixes { get; init; } = [];

    /// <summary>What people stumble over there.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The vendor's page that this rests on.</summary>
    public string Reference { get; init; } = "";

    /// <summary>The settings with the region filled in.</summary>
    /// <param name="region">The region, e.g. <c>eu-central-1</c>; null for <see cref="DefaultRegion"/>.</param>
    /// <exception cref="ArgumentException">The region is not in the form of one, or the provider has no regions.</exception>
    public MailProvider Resolve(string? region)
    {
        if (string.IsNullOrEmpty(region)) region = DefaultRegion;
        else if (DefaultRegion is null) throw new ArgumentException($"{DisplayName} has no regions.", nameof(region));
        if (region is null) return this;
        return region.Length <= 32 && region.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '-')
            ? this with { Host = Host.Replace("{region}", region, StringComparison.Ordinal) }
            : throw new ArgumentException($"'{PlainText.Excerpt(region)}' is no region; one looks like '{DefaultRegion}'.", nameof(region));
    }
}
