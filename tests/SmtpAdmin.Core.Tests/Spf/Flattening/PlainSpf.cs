using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Flattening;

/// <summary>What a record means to a sender without any limit on look-ups; as short as the RFC's text, and sharing nothing with what is tested. Null where it has a term that hangs on the sender.</summary>
internal sealed class PlainSpf(IDnsResolver resolver)
{
    public async Task<SpfResult?> CheckAsync(string domain, IPAddress address)
    {
        var records = (await Ask(domain, DnsType.TXT)).OfType<TxtRecord>().Where(txt => txt.Text.StartsWith("v=spf1 ", StringComparison.Ordinal) || txt.Text == "v=spf1");
        var terms = records.Single().Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        foreach (var term in terms.Where(term => !term.Contains('=', StringComparison.Ordinal)))
        {
            var text = term[0] is '+' or '-' or '~' or '?' ? term[1..] : term;
            if (await MatchesAsync(text, domain, address) is not { } matches) return null;
            if (matches) return term[0] switch { '-' => SpfResult.Fail, '~' => SpfResult.SoftFail, '?' => SpfResult.Neutral, _ => SpfResult.Pass };
        }
        return terms.Find(term => term.StartsWith("redirect=", StringComparison.Ordinal)) is { } redirect ? await CheckAsync(redirect["redirect=".Length..], address) : SpfResult.Neutral;
    }

    private async Task<bool?> MatchesAsync(string term, string domain, IPAddress address)
    {
        if (term == "all") return true;
        var isIPv6 = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6;
        if (term.StartsWith("ip", StringComparison.Ordinal))
        {
            var (network, length) = Cut(term[4..], "/");
            return IsWithin(address, IPAddress.Parse(network), length);
        }
        if (term.StartsWith("include:", StringComparison.Ordinal)) return await CheckAsync(term["include:".Length..], address) is { } result ? result == SpfResult.Pass : null;
        if (term.Contains('%', StringComparison.Ordinal) || term.StartsWith("ptr", StringComparison.Ordinal) || term.StartsWith("exists", StringComparison.Ordinal)) return null;
        var (rest, length6) = Cut(term, "//");
        var (name, length4) = Cut(rest, "/");
        var target = name.Contains(':', StringComparison.Ordinal) ? name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..] : domain;
        var hosts = name.StartsWith("mx", StringComparison.Ordinal) ? (await Ask(target, DnsType.MX)).OfType<MxRecord>().Select(mx => mx.Exchange.ToString()).ToArray() : [target];
        foreach (var host in hosts)
        {
            foreach (var record in await Ask(host, isIPv6 ? DnsType.AAAA : DnsType.A))
            {
                if (IsWithin(address, record is ARecord a ? a.Address : ((AaaaRecord)record).Address, isIPv6 ? length6 : length4)) return true;
            }
        }
        return false;
    }

    private async Task<IReadOnlyList<DnsRecord>> Ask(string name, DnsType type) => (await resolver.ResolveAsync(DnsName.Parse(name), type, TestContext.Current.CancellationToken)).Records;

    private static (string Head, int? Length) Cut(string text, string mark)
    {
        var at = text.IndexOf(mark, StringComparison.Ordinal);
        return at < 0 ? (text, null) : (text[..at], int.Parse(text[(at + mark.Length)..], System.Globalization.CultureInfo.InvariantCulture));
    }

    private static bool IsWithin(IPAddress address, IPAddress network, int? length)
    {
        var (octets, wanted) = (address.GetAddressBytes(), network.GetAddressBytes());
        return octets.Length == wanted.Length && Enumerable.Range(0, length ?? (octets.Length * 8)).All(bit => ((octets[bit / 8] ^ wanted[bit / 8]) & (0x80 >> (bit % 8))) == 0);
    }
}
