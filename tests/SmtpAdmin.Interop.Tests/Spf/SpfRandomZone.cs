using System.Globalization;
using System.Text;

namespace SmtpAdmin.Interop.Tests.Spf;

/// <summary>Records made at random of terms that the names of tests/data/spf/peers.zone give a meaning; the same seed makes the same.</summary>
internal static class SpfRandomZone
{
    private static readonly string[] Terms =
    [
        "ip4:192.0.2.3", "ip4:192.0.2.0/24", "ip4:198.51.100.0/24", "ip4:203.0.113.0/30", "ip6:2001:db8::/32", "ip6:2001:db8:1::/48", "ip6:2001:db8::3",
        "a:us.spf.test", "a:h1.spf.test", "a:h1.spf.test/8", "a:us.spf.test//64", "a:alias.spf.test/24//64", "a:nowhere.spf.test", "a", "mx", "mx:mx.spf.test", "mx:ten.spf.test//64",
        "mx:gone.spf.test", "exists:us.spf.test", "exists:%{ir}.%{v}.allow.spf.test", "exists:%{l}.l.spf.test", "exists:%{lr-}.lr.spf.test", "exists:%{h}.h.spf.test",
        "exists:%{p}.p.spf.test", "exists:%{d3}.%{o2r}.spf.test", "ptr", "ptr:ptr.spf.test", "include:plain.spf.test", "include:soft.spf.test", "include:half.spf.test",
        "include:nested-terms.spf.test", "include:void2.spf.test", "include:re.spf.test", "include:mx.spf.test", "include:default.spf.test", "include:none.spf.test", "include:two.spf.test",
        "include:late-error.spf.test", "include:loop.spf.test", "foo=bar", "x-y=%{d}", "ip4:192.0.2.300", "a:", "bar", "include", "exists:%x.spf.test", "all:x",
    ];

    private const int RightTerms = 40; // the rest is wrong, and stands in one record of eight
    private static readonly string[] Ends = ["", "-all", "~all", "?all", "redirect=plain.spf.test", "redirect=soft.spf.test", "redirect=none.spf.test", "-all exp=why.spf.test", "exp=why.spf.test redirect=exp.spf.test", "redirect=re-loop.spf.test"];

    /// <summary>Names and their records.</summary>
    public static IReadOnlyList<(string Name, string Record)> Make(int seed, int count)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(at => ($"r{at.ToString(CultureInfo.InvariantCulture)}.random.test", Record(random)))];
    }

    /// <summary>The zone of these names.</summary>
    public static string Text(IEnumerable<(string Name, string Record)> records)
    {
        var text = new StringBuilder("$TTL 300\n");
        foreach (var (name, record) in records) text.Append(name).Append(". TXT \"").Append(record).Append("\"\n");
        return text.ToString();
    }

    private static string Record(Random random)
    {
        var terms = random.Next(8) == 0 ? Terms.Length : RightTerms;
        var parts = Enumerable.Range(0, random.Next(7)).Select(_ => "+-~?    "[random.Next(8)].ToString().Trim() is var qualifier && Terms[random.Next(terms)] is var term && !term.Contains('=', StringComparison.Ordinal) ? qualifier + term : term);
        return string.Join(' ', (string[])["v=spf1", .. parts, Ends[random.Next(Ends.Length)]]).TrimEnd();
    }
}
