using System.Collections.Concurrent;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Routing;

/// <summary>Answers from a table of zone lines; what is not in it does not exist.</summary>
internal sealed class TableResolver : IDnsResolver
{
    private static readonly TimeSpan Ttl = TimeSpan.FromMinutes(5);

    private readonly Dictionary<(DnsName, DnsType), DnsAnswer> _answers = [];
    private readonly HashSet<DnsName> _names = [];

    public ConcurrentQueue<(DnsName Name, DnsType Type)> Asked { get; } = [];

    public TableResolver Mx(string domain, params (int Preference, string Host)[] hosts) => Answer(domain, DnsType.MX,
        [.. hosts.Select(host => new MxRecord(DnsName.Parse(domain), Ttl, (ushort)host.Preference, DnsName.Parse(host.Host)))]);

    public TableResolver A(string name, string address) => Answer(name, DnsType.A, [new ARecord(DnsName.Parse(name), Ttl, IPAddress.Parse(address))]);

    public TableResolver Aaaa(string name, string address) => Answer(name, DnsType.AAAA, [new AaaaRecord(DnsName.Parse(name), Ttl, IPAddress.Parse(address))]);

    public TableResolver Alias(string name, string target)
    {
        foreach (var type in new[] { DnsType.A, DnsType.AAAA, DnsType.MX })
        {
            var end = Look(DnsName.Parse(target), type);
            _answers[(DnsName.Parse(name), type)] = end with
            {
                Name = DnsName.Parse(name),
                Aliases = [new CnameRecord(DnsName.Parse(name), Ttl, DnsName.Parse(target))],
            };
        }
        return this;
    }

    public TableResolver Fails(string name, DnsType type, DnsOutcome outcome)
    {
        _answers[(DnsName.Parse(name), type)] = new DnsAnswer { Name = DnsName.Parse(name), Type = type, Outcome = outcome, Detail = "no answer." };
        return this;
    }

    /// <summary>The name exists, without records.</summary>
    public TableResolver Empty(string name)
    {
        _names.Add(DnsName.Parse(name));
        return this;
    }

    public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Asked.Enqueue((name, type));
        return ValueTask.FromResult(Look(name, type));
    }

    private DnsAnswer Look(DnsName name, DnsType type) => _answers.TryGetValue((name, type), out var answer)
        ? answer
        : new DnsAnswer { Name = name, Type = type, Outcome = _names.Contains(name) ? DnsOutcome.NoData : DnsOutcome.NxDomain };

    private TableResolver Answer(string name, DnsType type, DnsRecord[] records)
    {
        _answers[(DnsName.Parse(name), type)] = new DnsAnswer { Name = DnsName.Parse(name), Type = type, Outcome = DnsOutcome.Answer, Records = records };
        return Empty(name);
    }
}
