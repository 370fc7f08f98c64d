using System.Net;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Spf.Support;

/// <summary>
/// A DNS in which anything may stand, and any question may end in any way: the same question of the same seed always in the same.
/// Answers may hold records that were not asked for, of any number and length.
/// </summary>
internal sealed class RandomResolver(int seed) : IDnsResolver
{
    private static readonly DnsOutcome[] Outcomes = Enum.GetValues<DnsOutcome>();

    /// <summary>How many questions came.</summary>
    public int Questions { get; private set; }

    public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        Questions++;
        return ValueTask.FromResult(Answer(name, type));
    }

    private DnsAnswer Answer(DnsName name, DnsType type)
    {
        var hash = seed;
        foreach (var octet in name.Wire) hash = unchecked((hash * 31) + (octet is >= (byte)'A' and <= (byte)'Z' ? octet + 32 : octet));
        var random = new Random(unchecked((hash * 31) + (int)type));
        var outcome = random.Next(40) == 0 ? Outcomes[random.Next(Outcomes.Length)] : type != DnsType.TXT && random.Next(5) == 0 ? DnsOutcome.NxDomain : DnsOutcome.Answer;
        if (outcome != DnsOutcome.Answer) return new DnsAnswer { Name = name, Type = type, Outcome = outcome, Detail = RandomSpf.Octets(random, random.Next(20)) };
        var count = random.Next(type == DnsType.TXT ? 20 : 3) == 0 ? random.Next(25) : 1;
        var records = Enumerable.Range(0, count).Select(_ => Record(name, random.Next(20) == 0 ? DnsType.TXT : type, random)).ToArray();
        return new DnsAnswer { Name = name, Type = type, Outcome = DnsOutcome.Answer, Records = records };
    }

    private static DnsRecord Record(DnsName name, DnsType type, Random random)
    {
        var ttl = TimeSpan.FromMinutes(1);
        return type switch
        {
            DnsType.A => new ARecord(name, ttl, new IPAddress(new byte[] { 192, 0, 2, (byte)random.Next(32) })),
            DnsType.AAAA => new AaaaRecord(name, ttl, IPAddress.Parse(random.Next(2) == 0 ? "2001:db8::1" : "::ffff:192.0.2.1")),
            DnsType.MX => new MxRecord(name, ttl, (ushort)random.Next(3), Name(random)),
            DnsType.PTR => new PtrRecord(name, ttl, Name(random)),
            _ => new TxtRecord(name, ttl, Strings(random.Next(8) == 0 ? RandomSpf.Explanation(random) : RandomSpf.Record(random), random)),
        };
    }

    private static DnsName Name(Random random) => random.Next(10) == 0 ? DnsName.Root : DnsName.Parse(RandomSpf.Names[random.Next(RandomSpf.Names.Length)]);

    private static ReadOnlyMemory<byte>[] Strings(string text, Random random)
    {
        var octets = Encoding.Latin1.GetBytes(text);
        var cut = random.Next(3) == 0 ? random.Next(octets.Length + 1) : 0;
        return cut == 0 ? [octets] : [octets.AsMemory(0, cut), octets.AsMemory(cut)];
    }
}
