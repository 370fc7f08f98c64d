using System.Collections.Concurrent;
using System.Net;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>Zones with several servers each, which need not agree; and a resolver that finds them.</summary>
internal sealed class FakeAuthority : IDnsNameServers, IDnsResolver
{
    private readonly Dictionary<DnsName, (DnsName Zone, IPEndPoint Server, string Host)[]> _zones = [];
    private readonly Dictionary<(IPEndPoint Server, DnsName Name), List<string>> _texts = [];
    private readonly Dictionary<(IPEndPoint Server, DnsName Name), DnsName> _aliases = [];

    /// <summary>Servers that fail, and how.</summary>
    public Dictionary<IPEndPoint, DnsOutcome> Failing { get; } = [];

    /// <summary>Servers that do not answer any more, and who is told when one is asked.</summary>
    public ConcurrentDictionary<IPEndPoint, TaskCompletionSource> Silent { get; } = [];

    /// <summary>Texts that a name has in turn, one a question; null for none.</summary>
    public Dictionary<(IPEndPoint Server, DnsName Name), Queue<string?>> Turns { get; } = [];

    /// <summary>How many questions those answer before.</summary>
    public ConcurrentDictionary<IPEndPoint, int> SilentAfter { get; } = [];

    /// <summary>Servers that answer from a cache of others.</summary>
    public HashSet<IPEndPoint> NotAuthoritative { get; } = [];

    /// <summary>Names that the resolver fails for.</summary>
    public HashSet<DnsName> Unresolvable { get; } = [];

    /// <summary>What servers say themselves of who serves a zone, where that is not what the resolver has.</summary>
    public Dictionary<(IPEndPoint Server, DnsName Zone), string[]> OwnServers { get; } = [];

    /// <summary>Servers that do not tell their SOA, nor how long a negative answer may be kept.</summary>
    public HashSet<IPEndPoint> WithoutSoa { get; } = [];

    /// <summary>How long a negative answer may be kept; null for answers without SOA.</summary>
    public TimeSpan? NegativeTime { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long a record may be kept.</summary>
    public TimeSpan TimeToLive { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>Who was asked what, directly.</summary>
    public ConcurrentQueue<(IPEndPoint Server, DnsName Name, DnsType Type)> Asked { get; } = [];

    public static IPEndPoint At(string address) => new(IPAddress.Parse(address), 53);

    /// <summary>A zone; servers of one host stand in one text, with blanks between their addresses.</summary>
    public FakeAuthority Zone(string zone, params (string Host, string Addresses)[] servers)
    {
        var name = DnsName.Parse(zone);
        _zones[name] = [.. servers.SelectMany(server => server.Addresses.Split(' ').Select(address => (name, address.Length == 0 ? null! : At(address), server.Host)))];
        return this;
    }

    public IReadOnlyList<IPEndPoint> ServersOf(string zone) => [.. _zones[DnsName.Parse(zone)].Select(server => server.Server)];

    /// <summary>Publishes texts at some servers, in the place of what was there; none to take it away.</summary>
    public void Put(IEnumerable<IPEndPoint> servers, string name, params string[] texts)
    {
        foreach (var server in servers)
        {
            if (texts.Length == 0) _texts.Remove((server, DnsName.Parse(name)));
            else _texts[(server, DnsName.Parse(name))] = [.. texts];
        }
    }

    /// <summary>Publishes texts at all servers of the zone.</summary>
    public void Put(string name, params string[] texts) => Put(ServersFor(DnsName.Parse(name)).Select(server => server.Server), name, texts);

    public IReadOnlyList<string> TextsOf(IPEndPoint server, string name) => _texts.GetValueOrDefault((server, DnsName.Parse(name))) ?? [];

    public void Alias(IEnumerable<IPEndPoint> servers, string name, string target)
    {
        foreach (var server in servers) _aliases[(server, DnsName.Parse(name))] = DnsName.Parse(target);
    }

    public void Alias(string name, string target) => Alias(ServersFor(DnsName.Parse(name)).Select(server => server.Server), name, target);

    async Task<DnsAnswer> IDnsNameServers.AskAsync(IPEndPoint server, DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Enqueue((server, name, type));
        if (Silent.TryGetValue(server, out var told) && Asked.Count(one => one.Server.Equals(server)) > SilentAfter.GetValueOrDefault(server))
        {
            told.TrySetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        if (Turns.TryGetValue((server, name), out var turns) && turns.TryDequeue(out var text)) Put([server], name.ToString(), text is null ? [] : [text]);
        return Answer(server, name, type);
    }

    ValueTask<DnsAnswer> IDnsResolver.ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Unresolvable.Contains(name)) return ValueTask.FromResult(new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.ServFail, Detail = "It failed." });
        return ValueTask.FromResult(Resolve(name, type) with { Authoritative = false });
    }

    private DnsAnswer Resolve(DnsName name, DnsType type)
    {
        var none = new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.NxDomain };
        if (type == DnsType.NS && _zones.TryGetValue(name, out var servers))
            return none with { Outcome = DnsOutcome.Answer, Records = [.. servers.Select(server => server.Host).Distinct().Select(host => new NsRecord(name, TimeToLive, DnsName.Parse(host)))] };
        if (type is DnsType.A or DnsType.AAAA)
        {
            var addresses = _zones.Values.SelectMany(zone => zone).Where(server => server.Server is not null && DnsName.Parse(server.Host).Equals(name)).Select(server => server.Server.Address).Distinct()
                .Where(address => address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork == (type == DnsType.A)).ToList();
            DnsRecord[] records = [.. addresses.Select(address => type == DnsType.A ? (DnsRecord)new ARecord(name, TimeToLive, address) : new AaaaRecord(name, TimeToLive, address))];
            return none with { Outcome = records.Length > 0 ? DnsOutcome.Answer : DnsOutcome.NoData, Records = records };
        }
        var known = ServersFor(name).FirstOrDefault(server => server.Server is not null && !Failing.ContainsKey(server.Server));
        return known.Server is null ? none : Answer(known.Server, name, type);
    }

    private DnsAnswer Answer(IPEndPoint server, DnsName name, DnsType type)
    {
        var answer = new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.NoData, Server = server, Authoritative = !NotAuthoritative.Contains(server) };
        if (Failing.TryGetValue(server, out var failure)) return answer with { Outcome = failure, Detail = "It failed.", Authoritative = false };
        var zone = ServersFor(name).FirstOrDefault(own => own.Server.Equals(server)).Zone;
        if (zone is null) return answer with { Outcome = DnsOutcome.Refused, Authoritative = false };
        var soa = NegativeTime is { } time && !WithoutSoa.Contains(server) ? new SoaRecord(zone, TimeToLive + time, zone, zone, 1, time, time, time, time) : null;
        DnsRecord[] authority = soa is null ? [] : [soa];
        var source = SourceOf(server, name);
        if (_aliases.TryGetValue((server, source), out var target))
        {
            var alias = new CnameRecord(name, TimeToLive, target);
            return type == DnsType.CNAME
                ? answer with { Outcome = DnsOutcome.Answer, Records = [alias] }
                : answer with { Outcome = DnsOutcome.Refused, Aliases = [alias], Authoritative = false };
        }
        if (type == DnsType.NS && OwnServers.TryGetValue((server, name), out var hosts))
            return answer with { Outcome = DnsOutcome.Answer, Records = [.. hosts.Select(host => new NsRecord(name, TimeToLive, DnsName.Parse(host)))] };
        if (type == DnsType.SOA && zone.Equals(name) && soa is not null) return answer with { Outcome = DnsOutcome.Answer, Records = [soa] };
        if (!_texts.TryGetValue((server, source), out var texts)) return answer with { Outcome = zone.Equals(name) ? DnsOutcome.NoData : DnsOutcome.NxDomain, Authority = authority };
        return type == DnsType.TXT
            ? answer with { Outcome = DnsOutcome.Answer, Records = [.. texts.Select(text => new TxtRecord(name, TimeToLive, [System.Text.Encoding.Latin1.GetBytes(text)]))] }
            : answer with { Authority = authority };
    }

    /// <summary>The name itself where it is there, or one below it; else the wildcard at the closest encloser (RFC 4592 section 3.3.1).</summary>
    private DnsName SourceOf(IPEndPoint server, DnsName name)
    {
        var encloser = name;
        while (!encloser.IsRoot && !_texts.Keys.Concat(_aliases.Keys).Any(one => one.Server.Equals(server) && one.Name.IsWithin(encloser))) encloser = encloser.Parent;
        return encloser.Equals(name) ? name : DnsName.Parse("*").Append(encloser);
    }

    private (DnsName Zone, IPEndPoint Server, string Host)[] ServersFor(DnsName name) =>
        _zones.Where(zone => name.IsWithin(zone.Key)).OrderByDescending(zone => zone.Key.LabelCount).FirstOrDefault().Value ?? [];
}
