using System.Collections.Concurrent;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Fakes;

/// <summary>A DNS of a few records; a name that nobody mentioned does not exist.</summary>
internal sealed class StubResolver : IDnsResolver
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Dictionary<(DnsName, DnsType), DnsAnswer> _answers = [];
    private readonly HashSet<DnsName> _names = [];

    public int Questions => _questions;

    /// <summary>The names that were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    private int _questions;

    public StubResolver A(string name, params string[] addresses) =>
        Put(name, DnsType.A, owner => [.. addresses.Select(text => new ARecord(owner, Hour, IPAddress.Parse(text)))]);

    public StubResolver Aaaa(string name, params string[] addresses) =>
        Put(name, DnsType.AAAA, owner => [.. addresses.Select(text => new AaaaRecord(owner, Hour, IPAddress.Parse(text)))]);

    public StubResolver Ptr(string address, params string[] names) =>
        Put(DnsName.ForReverse(IPAddress.Parse(address)).ToString(), DnsType.PTR,
            owner => [.. names.Select(text => new PtrRecord(owner, Hour, DnsName.Parse(text)))]);

    public StubResolver Mx(string name, params (ushort Preference, string Host)[] hosts) =>
        Put(name, DnsType.MX, owner => [.. hosts.Select(host => new MxRecord(owner, Hour, host.Preference, DnsName.Parse(host.Host)))]);

    public StubResolver Txt(string name, params string[] texts) =>
        Put(name, DnsType.TXT, owner => [.. texts.Select(text => new TxtRecord(owner, Hour, [System.Text.Encoding.Latin1.GetBytes(text)]))]);

    /// <summary>A record of the old type SPF, which like TXT has strings.</summary>
    public StubResolver Type99(string name, string text) =>
        Put(name, DnsType.SPF, owner => [new UnknownRecord(owner, DnsType.SPF, Hour, (byte[])[(byte)text.Length, .. System.Text.Encoding.Latin1.GetBytes(text)])]);

    /// <summary>A list with the test entries of RFC 5782 for IPv4 addresses.</summary>
    public StubResolver List(string zone) => A($"2.0.0.127.{zone}", "127.0.0.2");

    /// <summary>Any answer, as it is.</summary>
    public StubResolver Put(DnsAnswer answer)
    {
        _names.Add(answer.Name);
        _answers[(answer.Name, answer.Type)] = answer;
        return this;
    }

    public StubResolver Fails(string name, DnsType type, DnsOutcome outcome, string detail = "")
    {
        var owner = DnsName.Parse(name);
        _names.Add(owner);
        _answers[(owner, type)] = new DnsAnswer { Name = owner, Type = type, Outcome = outcome, Detail = detail };
        return this;
    }

    public StubResolver Alias(string name, DnsType type, string target, params DnsRecord[] records)
    {
        var owner = DnsName.Parse(name);
        _names.Add(owner);
        _answers[(owner, type)] = new DnsAnswer
        {
            Name = owner,
            Type = type,
            Outcome = records.Length == 0 ? DnsOutcome.NoData : DnsOutcome.Answer,
            Records = records,
            Aliases = [new CnameRecord(owner, Hour, DnsName.Parse(target))],
        };
        return this;
    }

    public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _questions);
        Asked.Enqueue(name.ToString());
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(_answers.TryGetValue((name, type), out var answer)
            ? answer
            : new DnsAnswer { Name = name, Type = type, Outcome = _names.Contains(name) ? DnsOutcome.NoData : DnsOutcome.NxDomain });
    }

    private StubResolver Put(string name, DnsType type, Func<DnsName, IReadOnlyList<DnsRecord>> records)
    {
        var owner = DnsName.Parse(name);
        _names.Add(owner);
        _answers[(owner, type)] = new DnsAnswer { Name = owner, Type = type, Outcome = DnsOutcome.Answer, Records = records(owner) };
        return this;
    }
}
