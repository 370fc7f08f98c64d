using System.Globalization;
using System.Text;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Core.Tests.Spf.Support;

/// <summary>Records and senders made of what matters to SPF, and of what does not belong there.</summary>
internal static class RandomSpf
{
    /// <summary>Few names, so that records lead to each other and back.</summary>
    public static readonly string[] Names =
    [
        "a.example", "b.example", "c.example", "d.a.example", "_spf.a.example", "A.Example.", "mx.b.example", "xn--bcher-kva.example",
        $"{new string('l', 63)}.{new string('m', 63)}.{new string('n', 63)}.{new string('o', 50)}.example",
    ];

    // What is right comes first; what is wrong is for wild records alone, or nearly all would be.
    private static readonly Choices Mechanisms = new(["include", "a", "mx", "ptr", "ip4", "ip6", "exists", "all", "a", "mx"], ["redirect", "exp", "ALL", "Include", "foo", ""]);
    private static readonly Choices Macros = new(["%{s}", "%{l}", "%{o}", "%{d}", "%{i}", "%{p}", "%{v}", "%{h}", "%{ir}", "%{L1R-}", "%{d2}", "%{s+-/=_,.}", "%{P}"], ["%{d0}", "%{c}", "%{r}", "%{x}", "%{", "%%", "%_", "%-", "%"]);
    private static readonly Choices IPv4 = new(["198.51.100.0/24", "192.0.2.1", "192.0.2.2/31", "203.0.113.7"], ["0.0.0.0/0", "192.0.2.300", "1.2.3", "/8", "192.0.2.1/33", "::1"]);
    private static readonly Choices IPv6 = new(["2001:db8::/32", "::ffff:192.0.2.1", "2001:db8::1"], ["::/0", "192.0.2.1", "::/129", ":::"]);
    private static readonly Choices Lengths = new(["", "", "", "/24", "/30", "//64", "/24//64"], ["/0", "/33", "//129", "/", "/01"]);

    public static string Record(Random random)
    {
        var isWild = random.Next(8) == 0;
        if (isWild && random.Next(3) == 0) return Octets(random, random.Next(80));
        var text = new StringBuilder(isWild && random.Next(5) == 0 ? "v=spf10" : random.Next(10) == 0 ? "V=SPF1" : "v=spf1");
        var count = random.Next(200) == 0 ? 1000 : random.Next(10);
        for (var at = 0; at < count; at++) text.Append(random.Next(30) == 0 ? "  " : " ").Append(Term(random, isWild));
        if (random.Next(3) == 0) text.Append(' ').Append("?~-+"[random.Next(4)]).Append("all");
        if (random.Next(6) == 0) text.Append(" redirect=").Append(Domain(random, isWild));
        if (random.Next(3) == 0) text.Append(" exp=").Append(Domain(random, isWild));
        if (random.Next(300) == 0) text.Append(' ').Append(new string('x', 65_000)).Append("=y");
        if (isWild && random.Next(4) == 0) text.Insert(random.Next(text.Length + 1), (char)random.Next(256));
        return text.ToString();
    }

    public static SpfSender Sender(Random random)
    {
        var octets = new byte[random.Next(2) == 0 ? 4 : 16];
        random.NextBytes(octets);
        if (random.Next(2) == 0) octets = [192, 0, 2, (byte)random.Next(4)];
        var domain = random.Next(20) == 0 ? Octets(random, random.Next(300)) : Names[random.Next(Names.Length)];
        var local = random.Next(6) switch
        {
            0 => new string('x', random.Next(1500)),
            1 => string.Join('.', Enumerable.Repeat("label", random.Next(100))),
            2 => Octets(random, random.Next(60)),
            3 => "bj\u00f6rn",
            _ => "strong-bad",
        };
        var mailFrom = random.Next(10) == 0 ? "" : $"{local}@{domain}";
        return new SpfSender(new System.Net.IPAddress(octets), mailFrom[..Math.Min(mailFrom.Length, SpfSender.MaxLength)], random.Next(4) == 0 && mailFrom.Length > 0 ? null : Names[random.Next(Names.Length)]);
    }

    public static string Explanation(Random random) =>
        random.Next(4) == 0 ? Octets(random, random.Next(100)) : $"{Macros.Pick(random, random.Next(4) == 0)} may not {Macros.Pick(random, false)} {Names[random.Next(Names.Length)]}";

    public static string Octets(Random random, int count) => string.Create(count, random, (span, source) =>
    {
        foreach (ref var character in span) character = (char)source.Next(256);
    });

    private static string Term(Random random, bool isWild)
    {
        var mechanism = Mechanisms.Pick(random, isWild);
        var qualifier = random.Next(2) == 0 ? "" : "+-~?"[random.Next(4)].ToString();
        return mechanism switch
        {
            "all" => random.Next(5) == 0 ? $"{qualifier}all" : $"{qualifier}ip4:198.51.100.{random.Next(256).ToString(CultureInfo.InvariantCulture)}",
            "ip4" => $"{qualifier}ip4:{IPv4.Pick(random, isWild)}",
            "ip6" => $"{qualifier}ip6:{IPv6.Pick(random, isWild)}",
            "include" or "exists" => $"{qualifier}{mechanism}:{Domain(random, isWild)}",
            "redirect" or "exp" or "foo" => $"{mechanism}={Domain(random, isWild)}",
            "ptr" => qualifier + mechanism,
            _ => random.Next(2) == 0 ? $"{qualifier}{mechanism}{Lengths.Pick(random, isWild)}" : $"{qualifier}{mechanism}:{Domain(random, isWild)}{Lengths.Pick(random, isWild)}",
        };
    }

    private static string Domain(Random random, bool isWild) => random.Next(8) switch
    {
        0 => $"{Macros.Pick(random, isWild)}.{Names[random.Next(Names.Length)]}",
        1 => $"{Macros.Pick(random, isWild)}.{Macros.Pick(random, isWild)}.x.example",
        2 => Macros.Pick(random, isWild),
        3 => string.Concat(Enumerable.Repeat("%{d}.%{i}.", random.Next(30))) + "x.example",
        4 => isWild ? Octets(random, random.Next(20)) : "nowhere.example",
        _ => Names[random.Next(Names.Length)],
    };

    private sealed class Choices(string[] right, string[] wrong)
    {
        public string Pick(Random random, bool isWild)
        {
            var at = random.Next(isWild ? right.Length + wrong.Length : right.Length);
            return at < right.Length ? right[at] : wrong[at - right.Length];
        }
    }
}
