using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>Asks every authoritative server of a key's name what it publishes: what any one of them says, some receiver sees.</summary>
/// <param name="resolver">Finds the servers of a zone.</param>
/// <param name="servers">Asks them.</param>
/// <param name="given">The servers to ask in place of those of the zone; none for the zone's.</param>
internal sealed class DkimAuthority(IDnsResolver resolver, IDnsNameServers servers, IReadOnlyList<IPEndPoint> given)
{
    private const int MaxAliases = 8;

    /// <summary>Asks.</summary>
    /// <param name="name">The key's name.</param>
    /// <param name="expected">The key that is to be there; null for any that can be used.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DkimPublication> LookAsync(DnsName name, DkimExpectedKey? expected, CancellationToken cancellationToken)
    {
        var answers = new List<DkimServerAnswer>();
        var times = new List<TimeSpan?>();
        var passed = new HashSet<DnsName>();
        for (var current = name; ;)
        {
            if (!passed.Add(current)) return Stopped($"The aliases of {name} come back to {current}.");
            if (passed.Count > MaxAliases + 1) return Stopped($"The chain of aliases from {name} is longer than {MaxAliases}.");
            var zone = await ServersAsync(current, isFirst: answers.Count == 0, expected, cancellationToken).ConfigureAwait(false);
            answers.AddRange(zone.Answers);
            times.AddRange(await CacheTimesAsync(current, zone, cancellationToken).ConfigureAwait(false));
            if (zone.Problem.Length > 0) return Stopped(zone.Problem);

            var targets = zone.Answers.Select(answer => answer.Target).OfType<DnsName>().Distinct().ToList();
            if (targets.Count == 0) return Done("");
            if (targets.Count > 1) return Stopped($"The servers do not agree where the alias {current} leads.");
            current = targets[0];
        }

        DkimPublication Stopped(string problem) => Done(problem);

        DkimPublication Done(string problem) => new() { Servers = answers, CacheTime = times.Max() ?? TimeSpan.Zero, IsCacheTimeSure = !times.Contains(null), Problem = problem };
    }

    /// <summary>Asks the servers of one name. Servers that were given are not asked about an alias's target that they are not there for.</summary>
    private async Task<Zone> ServersAsync(DnsName name, bool isFirst, DkimExpectedKey? expected, CancellationToken cancellationToken)
    {
        if (given.Count > 0)
        {
            DnsZoneServer[] own = [.. given.Select(server => new DnsZoneServer("", server))];
            var answers = await AskAllAsync(own, name, expected, cancellationToken).ConfigureAwait(false);
            if (isFirst || answers.Any(answer => answer.Status != DkimServerStatus.Unknown)) return new Zone(answers, own);
        }
        var found = await DnsZoneServers.FindAsync(resolver, servers, name, cancellationToken).ConfigureAwait(false);
        if (found.Problem.Length > 0) return new Zone([], []) { Problem = found.Problem };
        return new Zone(await AskAllAsync(found.Servers, name, expected, cancellationToken).ConfigureAwait(false), found.Servers);
    }

    private async Task<DkimServerAnswer[]> AskAllAsync(IReadOnlyList<DnsZoneServer> all, DnsName name, DkimExpectedKey? expected, CancellationToken cancellationToken)
    {
        var asked = await Task.WhenAll(all.Select(server => AskAsync(server, name, expected, cancellationToken))).ConfigureAwait(false);
        var reachedByIPv6 = asked.Any(one => IsIPv6(one.Server) && one.Outcome != DnsOutcome.Unreachable);
        return [.. asked.Select(one => !reachedByIPv6 && IsIPv6(one.Server) && one.Outcome == DnsOutcome.Unreachable && HasSpoken(one.Server.Host)
            ? one.Answer with { Status = DkimServerStatus.NotReached }
            : one.Answer)];

        bool HasSpoken(string host) => host.Length > 0 && asked.Any(other => other.Server.Host == host && other.Answer.Status != DkimServerStatus.Unknown);
    }

    private async Task<Asked> AskAsync(DnsZoneServer server, DnsName name, DkimExpectedKey? expected, CancellationToken cancellationToken)
    {
        var answer = new DkimServerAnswer { Host = server.Host, Server = server.Address?.ToString() ?? "", Name = name.ToString(), Status = DkimServerStatus.Unknown, Detail = server.Problem };
        if (server.Address is not { } address) return new Asked(server, null, answer);

        var said = await servers.AskAsync(address, name, DnsType.TXT, cancellationToken).ConfigureAwait(false);
        var reading = said.Aliases.Count == 0
            ? DkimServerReading.Of(said, expected)
            : DkimServerReading.OfAlias(await servers.AskAsync(address, name, DnsType.CNAME, cancellationToken).ConfigureAwait(false));
        return new Asked(server, said.Outcome, answer with { Status = reading.Status, Detail = reading.Detail, CacheTime = reading.CacheTime, Target = reading.Target, Kind = reading.Kind, IsTest = reading.IsTest });
    }

    /// <summary>How long a resolver may keep what each of these servers says, or said while the name was not there; null for one that does not tell.</summary>
    private async Task<IEnumerable<TimeSpan?>> CacheTimesAsync(DnsName name, Zone zone, CancellationToken cancellationToken)
    {
        // What is right may stay in caches for as long as it likes.
        var said = zone.Answers.Where(answer => answer.Status is not (DkimServerStatus.Unknown or DkimServerStatus.NotReached or DkimServerStatus.Published) || answer.IsTest).Select(answer => answer.CacheTime).ToList();
        var sure = zone.Servers.Where((server, at) => server.Address is not null && zone.Answers[at].Status is DkimServerStatus.Published or DkimServerStatus.Alias);
        return said.Concat(await Task.WhenAll(sure.Select(server => NegativeTimeAsync(server.Address!, name, cancellationToken))).ConfigureAwait(false));
    }

    /// <summary>A name that is there gives no negative answer; the zone's SOA, at the name or above it, says how long one was kept.</summary>
    private async Task<TimeSpan?> NegativeTimeAsync(IPEndPoint server, DnsName name, CancellationToken cancellationToken)
    {
        for (var zone = name; !zone.IsRoot; zone = zone.Parent)
        {
            var answer = await servers.AskAsync(server, zone, DnsType.SOA, cancellationToken).ConfigureAwait(false);
            if (answer.Aliases.Count > 0) continue; // the SOA would be that of another zone
            return answer is { IsConclusive: true, Authoritative: true } ? answer.NegativeTimeToLive : null;
        }
        return null;
    }

    private static bool IsIPv6(DnsZoneServer server) => server.Address is { AddressFamily: AddressFamily.InterNetworkV6 };

    private sealed record Zone(IReadOnlyList<DkimServerAnswer> Answers, IReadOnlyList<DnsZoneServer> Servers)
    {
        public string Problem { get; init; } = "";
    }

    private sealed record Asked(DnsZoneServer Server, DnsOutcome? Outcome, DkimServerAnswer Answer);
}
