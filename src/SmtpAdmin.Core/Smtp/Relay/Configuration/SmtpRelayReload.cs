namespace SmtpAdmin.Smtp.Relay;

/// <summary>What a changed configuration changes in a relay that runs. The rest waits for a restart, and is named.</summary>
/// <param name="Options">The running relay's options with what may change at once taken over.</param>
/// <param name="Changed">The properties that were taken over.</param>
/// <param name="NeedsRestart">The properties that differ and wait for a restart.</param>
public sealed record SmtpRelayReload(SmtpRelayOptions Options, IReadOnlyList<string> Changed, IReadOnlyList<string> NeedsRestart)
{
    private static readonly string[] AtOnce = ["allowNetwork", "allowOpenRelay", "certificate", "limits", "minimumFreeSpace", "rates", "users"];

    /// <summary>What to tell where something waits, as sentences; null for nothing.</summary>
    public string? Warning => NeedsRestart.Count == 0 ? null : $"What was changed in {string.Join(", ", NeedsRestart.Select(name => $"'{name}'"))} takes effect when the relay is started again.";

    /// <summary>What runs with these options, as <see cref="SmtpRelayConfiguration.Sections"/> has it: of what waits, the one from the start.</summary>
    private IReadOnlyDictionary<string, string> Running { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Compares a running relay's configuration with the file as it is now. The certificate and the users are the new file's even where it names
    /// the same: whoever asks for a reload wants them read again.
    /// </summary>
    /// <param name="running">What runs.</param>
    /// <param name="next">What was read. Dispose it afterwards: nothing that it disposes is taken over.</param>
    public static SmtpRelayReload Compare(SmtpRelayConfiguration running, SmtpRelayConfiguration next)
    {
        ArgumentNullException.ThrowIfNull(running);
        ArgumentNullException.ThrowIfNull(next);
        return Compare(running.Options, running.Sections, next);
    }

    /// <summary>The same for a relay that runs with this reload.</summary>
    /// <param name="next">What was read.</param>
    internal SmtpRelayReload Then(SmtpRelayConfiguration next) => Compare(Options, Running, next);

    private static SmtpRelayReload Compare(SmtpRelayOptions options, IReadOnlyDictionary<string, string> running, SmtpRelayConfiguration next)
    {
        var different = running.Keys.Union(next.Sections.Keys).Where(name => running.GetValueOrDefault(name) != next.Sections.GetValueOrDefault(name)).Order(StringComparer.Ordinal).ToList();
        var taken = options with
        {
            AllowNetworks = next.Options.AllowNetworks,
            AllowOpenRelay = next.Options.AllowOpenRelay,
            Users = next.Options.Users,
            Certificate = next.Options.Certificate,
            Limits = next.Options.Limits,
            Rates = next.Options.Rates,
            MinimumFreeSpace = next.Options.MinimumFreeSpace,
            MaxHops = next.Options.MaxHops,
            MaxQueuedMessages = next.Options.MaxQueuedMessages,
            MaxQueuedOctets = next.Options.MaxQueuedOctets,
        };
        return new SmtpRelayReload(taken, [.. different.Where(AtOnce.Contains)], [.. different.Where(name => !AtOnce.Contains(name))])
        {
            Running = next.Sections.Where(section => AtOnce.Contains(section.Key)).Concat(running.Where(section => !AtOnce.Contains(section.Key))).ToDictionary(StringComparer.Ordinal),
        };
    }
}
