namespace SmtpAdmin.Smtp.Client;

/// <summary>The providers that we know.</summary>
public static class MailProviders
{
    private static readonly Lazy<IReadOnlyList<MailProvider>> Table = new(() => EmbeddedJson.Read<MailProvider[]>("Smtp.Client.Providers.providers.json"));

    /// <summary>All of them, in alphabetic order.</summary>
    public static IReadOnlyList<MailProvider> All => Table.Value;

    /// <summary>A provider by its name, in any case; null when there is none.</summary>
    public static MailProvider? Find(string name) =>
        All.FirstOrDefault(provider => string.Equals(provider.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>A provider by its name, its region filled in.</summary>
    /// <exception cref="ArgumentException">No provider has this name, or the region is none of it.</exception>
    public static MailProvider Get(string name, string? region) =>
        (Find(name) ?? throw new ArgumentException($"'{PlainText.Excerpt(name)}' is no provider that is known here; these are: {string.Join(", ", All.Select(provider => provider.Name))}.", nameof(name))).Resolve(region);

    /// <summary>The provider that a server belongs to, by its name; null when it is none of ours.</summary>
    public static MailProvider? FindByHost(string? host) => host is null ? null :
        All.FirstOrDefault(provider => provider.HostSuffixes.Any(suffix => EndsWithName(host.TrimEnd('.'), suffix)));

    private static bool EndsWithName(string host, string suffix) =>
        host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase)
        && (host.Length == suffix.Length || host[^(suffix.Length + 1)] == '.');
}
