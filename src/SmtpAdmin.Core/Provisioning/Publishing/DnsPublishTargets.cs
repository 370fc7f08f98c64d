using System.Globalization;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Finds the zone of a name, and the server that takes the zone's changes.</summary>
/// <param name="resolver">Who is asked where no server is named.</param>
/// <param name="options">The zone and the server that are named.</param>
/// <param name="time">The clock of signatures and timeouts.</param>
internal sealed class DnsPublishTargets(IDnsResolver resolver, DnsPublishOptions options, TimeProvider time)
{
    private const int AtOnce = 32; // names whose zone is looked for

    private readonly Dictionary<DnsName, DnsPublishTarget> _targets = [];
    private DnsPublishTarget? _given;

    /// <summary>The zone of each name.</summary>
    /// <exception cref="DnsPublishException">The zone of one could not be found.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsName[]> ZonesOfAsync(IReadOnlyList<DnsName> names, CancellationToken cancellationToken)
    {
        if (options.Zone is { } zone) return [.. names.Select(_ => zone)];
        var known = new Dictionary<DnsName, DnsName>();
        if (options.Server is { } text) _given ??= await ReadServerAsync(text, cancellationToken).ConfigureAwait(false);
        foreach (var some in names.Distinct().Chunk(AtOnce))
        {
            foreach (var (name, soa) in some.Zip(await Task.WhenAll(some.Select(name => ZoneOfAsync(name, cancellationToken))).ConfigureAwait(false))) known.Add(name, soa.Name);
        }
        return [.. names.Select(name => known[name])];
    }

    /// <summary>The server of a zone.</summary>
    /// <exception cref="DnsPublishException">It could not be found.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DnsPublishTarget> ServerOfAsync(DnsName zone, CancellationToken cancellationToken)
    {
        if (_targets.TryGetValue(zone, out var known)) return known;
        if (options.Server is { } text)
        {
            _given ??= await ReadServerAsync(text, cancellationToken).ConfigureAwait(false);
            return _targets[zone] = _given;
        }
        var soa = await ZoneOfAsync(zone, cancellationToken).ConfigureAwait(false);
        if (!soa.Name.Equals(zone)) throw new DnsPublishException(new(DnsPublishFault.ZoneNotFound, $"{zone} is no zone by itself: it lies in {soa.Name}. Name that with -Zone.", $"{zone}"));
        var primary = soa.PrimaryServer;
        var addresses = await AddressesAsync(primary, cancellationToken).ConfigureAwait(false);
        if (addresses.Count == 0) throw new DnsPublishException(new(DnsPublishFault.ServerNotFound, $"The SOA of {zone} names {primary} as its primary server, which has no address that could be found. Name the server with -Server.", $"{zone}"));
        return _targets[zone] = new DnsPublishTarget(new IPEndPoint(addresses[0], DnsServerAddress.DefaultPort), primary.ToString(), primary);
    }

    /// <summary>From the name upwards to the first SOA: at the name itself, or in the authority of an answer that there is none (RFC 2308 section 3).</summary>
    private async Task<SoaRecord> ZoneOfAsync(DnsName name, CancellationToken cancellationToken)
    {
        for (var at = name; !at.IsRoot; at = at.Parent)
        {
            var (records, problem) = await AskAsync(at, cancellationToken).ConfigureAwait(false);
            if (problem is not null) throw new DnsPublishException(problem);
            // Of an alias the SOA would be that of where it leads.
            var soa = records.OfType<SoaRecord>().FirstOrDefault(record => at.IsWithin(record.Name));
            if (soa is { Name.IsRoot: false }) return soa;
        }
        throw new DnsPublishException(new(DnsPublishFault.ZoneNotFound, $"No zone was found that {name} is in. Name it with -Zone, and its server with -Server.", $"{name}"));
    }

    private async Task<(IEnumerable<DnsRecord> Records, DnsPublishProblem? Problem)> AskAsync(DnsName name, CancellationToken cancellationToken)
    {
        if (options.Server is { } text)
        {
            _given ??= await ReadServerAsync(text, cancellationToken).ConfigureAwait(false);
            var primary = new DnsPrimary(_given.EndPoint, options.Key, new DnsPrimaryOptions { Timeout = options.Timeout, Tcp = options.Tcp }, time);
            var said = (await primary.AskAsync([new DnsQuestion(name, DnsType.SOA)], cancellationToken).ConfigureAwait(false))[0];
            return said.Message is { } message ? (message.Answers.Concat(message.Authority), null) : ([], DnsPublishFaults.Of(said.Failure!, name, _given, options.Key));
        }
        var answer = await resolver.ResolveAsync(name, DnsType.SOA, cancellationToken).ConfigureAwait(false);
        return answer.IsConclusive
            ? (answer.Aliases.Count > 0 ? [] : answer.Records.Concat(answer.Authority), null)
            : ([], new(DnsPublishFault.ZoneNotFound, $"The zone of {name} could not be asked for: {answer.OutcomeText}. Name the zone with -Zone and its server with -Server, or other DNS servers with -DnsServer.", $"{name}"));
    }

    private async Task<DnsPublishTarget> ReadServerAsync(string text, CancellationToken cancellationToken)
    {
        if (DnsServerAddress.TryParse(text, out var endPoint, out var noAddress)) return new DnsPublishTarget(endPoint, "", null);
        var (host, port) = text.LastIndexOf(':') is var colon and > 0 && ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0
            ? (text[..colon], number) : (text, DnsServerAddress.DefaultPort);
        if (text.Contains('[', StringComparison.Ordinal) || !DnsName.TryParse(host, out var name, out _)) throw new DnsPublishException(new(DnsPublishFault.ServerNotFound, noAddress, text));
        var addresses = await AddressesAsync(name, cancellationToken).ConfigureAwait(false);
        return addresses.Count > 0
            ? new DnsPublishTarget(new IPEndPoint(addresses[0], port), name.ToString(), null)
            : throw new DnsPublishException(new(DnsPublishFault.ServerNotFound, $"The server {name} has no address that could be found. Give its address.", text));
    }

    private async Task<IReadOnlyList<IPAddress>> AddressesAsync(DnsName host, CancellationToken cancellationToken)
    {
        var v4 = resolver.ResolveAsync(host, DnsType.A, cancellationToken).AsTask();
        var v6 = resolver.ResolveAsync(host, DnsType.AAAA, cancellationToken).AsTask();
        DnsAnswer[] answers = await Task.WhenAll(v4, v6).ConfigureAwait(false);
        return [.. answers[0].Records.OfType<ARecord>().Select(record => record.Address), .. answers[1].Records.OfType<AaaaRecord>().Select(record => record.Address)];
    }
}
