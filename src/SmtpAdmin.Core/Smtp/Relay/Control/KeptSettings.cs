using System.Text.Json;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// How a relay was told to behave at its start, as far as its queue has to know that when it does not run: where mail goes, when it is given
/// up, who reports, where the audit log is. A file in the queue's folder, without secrets.
/// </summary>
internal sealed record KeptSettings
{
    /// <summary>The file's name.</summary>
    public const string FileName = "settings.json";

    /// <summary>As <see cref="SmtpRelayOptions.HostName"/>.</summary>
    public required string HostName { get; init; }

    /// <summary>As <see cref="SmtpRelayOptions.PostmasterAddress"/>.</summary>
    public required string? PostmasterAddress { get; init; }

    /// <summary>As <see cref="SmtpRelayOptions.Retry"/>.</summary>
    public required SmtpRelayRetry Retry { get; init; }

    /// <summary>As <see cref="SmtpRelayOptions.Audit"/>.</summary>
    public required SmtpRelayAudit Audit { get; init; }

    /// <summary>As <see cref="SmtpRelayOptions.Routes"/>.</summary>
    public required IReadOnlyList<KeptRoute> Routes { get; init; }

    /// <summary>Keeps settings with their queue.</summary>
    /// <exception cref="IOException">The file cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    public static Task WriteAsync(SmtpRelayOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var settings = new KeptSettings
        {
            HostName = options.HostName,
            PostmasterAddress = options.PostmasterAddress,
            Retry = options.Retry,
            Audit = options.Audit with { Path = options.Audit.Path is { } path ? Path.GetFullPath(path) : null },
            Routes = [.. options.Routes.Select(route => route.SmartHosts is [var first, ..] ? new KeptRoute(route.Domains, first.Host, first.Port) : new KeptRoute(route.Domains, null, 0))],
        };
        var octets = JsonSerializer.SerializeToUtf8Bytes(settings, KeptSettingsJson.Default.KeptSettings);
        return AtomicFile.WritePrivateAsync(PathOf(options.SpoolPath), octets, overwrite: true, owner: null, time, cancellationToken);
    }

    /// <summary>What is kept with a queue; where nothing is that can be read, this machine's own name and the defaults.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<SmtpRelayOptions> ReadAsync(string spoolPath, CancellationToken cancellationToken)
    {
        try
        {
            var octets = await File.ReadAllBytesAsync(PathOf(spoolPath), cancellationToken).ConfigureAwait(false);
            if (JsonSerializer.Deserialize(octets, KeptSettingsJson.Default.KeptSettings) is { IsUsable: true } settings) return settings.ToOptions(spoolPath);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // A queue is looked at all the same.
        }
        return new SmtpRelayOptions { SpoolPath = spoolPath, HostName = OwnHelloName.Default(null), Listeners = [], Routes = [new SmtpRelayRoute()] };
    }

    /// <summary>False when somebody's editing left what no relay starts with; <c>required</c> does not keep null out.</summary>
    private bool IsUsable =>
        HostName is not null && RelayReports.TryAuthor(HostName, out _) && Retry is not null && Audit is not null && Routes is not null && Routes.All(route => route?.Domains is not null);

    private static string PathOf(string spoolPath) => Path.Combine(spoolPath, FileName);

    private SmtpRelayOptions ToOptions(string spoolPath) => new()
    {
        SpoolPath = spoolPath,
        HostName = HostName,
        PostmasterAddress = PostmasterAddress,
        Retry = Retry,
        Audit = Audit,
        Listeners = [],
        Routes = [.. Routes.Select(route => new SmtpRelayRoute
        {
            Domains = route.Domains,
            SmartHosts = route.SmartHost is { } host ? [new SmtpSmartHost { Host = host, Port = route.Port }] : [],
        })],
    };
}
