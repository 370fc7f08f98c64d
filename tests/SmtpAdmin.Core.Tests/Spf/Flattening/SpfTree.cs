using System.Net;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Flattening;

/// <summary>A domain's record with all that it includes, made up by chance: few addresses, so that blocks overlap, touch and hide each other.</summary>
internal sealed class SpfTree
{
    public const string Top = "top.test";
    private const int Hosts = 6;
    private readonly Random _random;
    private readonly HashSet<string> _addresses = ["0.0.0.0", "255.255.255.255", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", "10.0.0.200", "2001:db8::f00"];
    private readonly bool _hasTermsOfSenders;
    private int _domains;

    public SpfTree(int seed)
    {
        _random = new Random(seed);
        _hasTermsOfSenders = Chance(40);
        for (var host = 0; host < Hosts; host++)
        {
            if (Chance(85)) Resolver.A($"h{host}.test", [.. Several(Address4)]);
            if (Chance(60)) Resolver.Aaaa($"h{host}.test", [.. Several(Address6)]);
        }
        for (var last = 0; last < 16; last += 3) Resolver.A($"10.0.0.{last}.ex.test", "127.0.0.2");
        for (var last = 0; last < 16; last += 5) Resolver.Ptr($"10.0.0.{last}", "h1.test");
        Write(Top, 0);
        Options = new SpfOptimizeOptions
        {
            MaxLookups = Chance(50) ? 10 : _random.Next(0, 10),
            MaxLength = Chance(25) ? 450 : _random.Next(SpfOptimizeOptions.LeastLength, 160),
            Keep = Chance(20) ? ["d1.test", "mx*"] : [],
            Flatten = Chance(60) ? ["*"] : Chance(30) ? ["a*", "d2.test"] : [],
        };
    }

    public StubResolver Resolver { get; } = new();

    public SpfOptimizeOptions Options { get; }

    /// <summary>The first and the last address of every block, and those beside them.</summary>
    public IEnumerable<IPAddress> Edges() => _addresses.Select(IPAddress.Parse);

    /// <summary>Adds the edges of the blocks of a record.</summary>
    public void AddEdges(SpfRecord record)
    {
        foreach (var network in record.Directives.Select(directive => directive.Network).OfType<SpfNetwork>()) AddEdges(network);
    }

    private void Write(string domain, int depth)
    {
        if (Chance(50)) Resolver.A(domain, [.. Several(Address4)]);
        if (Chance(30)) Resolver.Aaaa(domain, [.. Several(Address6)]);
        if (Chance(40)) Resolver.Mx(domain, [.. Several(() => ((ushort)10, $"h{_random.Next(Hosts)}.test"))]);
        var terms = new List<string> { "v=spf1" };
        for (var count = _random.Next(depth == 0 ? 2 : 0, depth == 0 ? 10 : 6); count > 0; count--) terms.Add(Sign() + Mechanism(depth));
        if (Chance(60)) terms.Add(Sign() + "all");
        else if (Chance(50) && depth < 4) terms.Add("redirect=" + Inner(depth));
        if (Chance(6)) terms.Add("exp=why.test");
        if (Chance(5)) terms.Add("unknown=thing");
        var record = string.Join(' ', terms);
        Resolver.Txt(domain, Chance(20) ? [record, "some-token=1"] : [record]);
        Resolver.Txt("why.test", "No, %{i} may not, says %{d}");
        AddEdges(SpfRecord.Parse(record));
    }

    private string Mechanism(int depth)
    {
        var kind = _random.Next(100);
        if (_hasTermsOfSenders && kind < 12)
            return _random.Next(4) switch { 0 => "exists:%{i}.ex.test", 1 => "ptr:h1.test", 2 => "exists:%{i}.%{d}", _ => "a:%{l}.test" };
        return kind switch
        {
            < 40 => "ip4:" + Network(Address4(), 32),
            < 52 => "ip6:" + Network(Address6(), 128),
            < 62 => "a" + Target(depth) + Lengths(),
            < 70 => "mx" + Target(depth) + Lengths(),
            _ => depth < 4 ? "include:" + Inner(depth) : "ip4:" + Network(Address4(), 32),
        };
    }

    private string Inner(int depth)
    {
        var domain = $"d{_domains++}.test";
        Write(domain, depth + 1);
        return domain;
    }

    private string Target(int depth) => Chance(50) && depth > 0 ? "" : $":h{_random.Next(Hosts)}.test";

    private string Lengths() => (Chance(30) ? $"/{_random.Next(24, 33)}" : "") + (Chance(30) ? $"//{_random.Next(112, 129)}" : "");

    private string Network(string address, int bits)
    {
        var prefix = Chance(4) ? _random.Next(0, bits - 9) : bits - _random.Next(0, 9);
        var network = SpfNetwork.OfTerm(IPAddress.Parse(address), prefix);
        return prefix == bits && Chance(50) ? address : network.ToString() + (prefix == bits ? $"/{bits}" : "");
    }

    private string Address4() => Seen($"10.0.{(Chance(60) ? 0 : _random.Next(256))}.{_random.Next(Chance(70) ? 16 : 256)}");

    private string Address6() => Seen($"2001:db8::{_random.Next(Chance(70) ? 16 : 4096):x}");

    private string Seen(string address)
    {
        for (var width = 0; width < 9; width += 2) AddEdges(SpfNetwork.Of(IPAddress.Parse(address), (address.Contains(':', StringComparison.Ordinal) ? 128 : 32) - width));
        return address;
    }

    private void AddEdges(SpfNetwork network)
    {
        var most = SpfNetwork.All(network.IsIPv6);
        UInt128[] edges = [network.First, network.Last, network.First == 0 ? most : network.First - 1, network.Last == most ? 0 : network.Last + 1];
        foreach (var edge in edges) _addresses.Add(SpfNetwork.ToAddress(network.IsIPv6, edge).ToString());
    }

    private IEnumerable<T> Several<T>(Func<T> make) => Enumerable.Range(0, _random.Next(1, 4)).Select(_ => make());

    private string Sign() => _random.Next(100) switch { < 60 => "", < 66 => "+", < 80 => "-", < 90 => "~", _ => "?" };

    private bool Chance(int percent) => _random.Next(100) < percent;
}
