using System.Text;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Fuzz;

/// <summary>What a hostile or broken client sends: plain noise, commands in any order, or a proper session with some of its octets spoilt.</summary>
internal static class FuzzDialogue
{
    private const int MostNoise = 20_000; // octets

    private static readonly string[] Commands =
    [
        "EHLO fuzz.test", "HELO fuzz.test", "EHLO", "EHLO [127.0.0.1]", "MAIL FROM:<a@b.test>", "MAIL FROM:<>", "MAIL FROM:<a@b.test> SIZE=100 BODY=8BITMIME",
        "MAIL FROM:<\u00e4@b.test> SMTPUTF8", "MAIL FROM:<a@b.test> RET=HDRS ENVID=x+3Dy", "MAIL FROM: <a@b.test>", "MAIL FROM:<@c.test:a@b.test>", "RCPT TO:<c@d.test>",
        "RCPT TO:<Postmaster>", "RCPT TO:<c@d.test> NOTIFY=SUCCESS,DELAY ORCPT=rfc822;c@d.test", "RCPT TO:<\"a b\"@d.test>", "RCPT TO:<c@[192.0.2.1]>", "RCPT TO:<>", "DATA", "BDAT 12", "BDAT 30 LAST",
        "BDAT 0 LAST", "BDAT 99999999999999999999", "BDAT -1", "RSET", "NOOP", "NOOP x y", "VRFY c", "EXPN list", "HELP", "QUIT", "AUTH PLAIN AGFubgB3cm9uZw==", "AUTH LOGIN", "AUTH SCRAM-SHA-256 biwsbj1hbm4scj1yT3ByTkdm",
        "AUTH PLAIN =", "*", ".", "..", "", "Subject: x", "From: <a@b.test>\r\n\r\nhello\r\n.", "YWJj", "GET / HTTP/1.1", "\0", "STARTTLS",
    ];

    private static readonly string[] Endings = ["\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\r\n", "\n", "\r", "\r\r\n", ""];

    /// <summary>Makes one.</summary>
    /// <returns>What is sent at once, in order; behind each a client would wait for an answer.</returns>
    public static IReadOnlyList<byte[]> Create(Random random) => random.Next(10) switch
    {
        0 => [Noise(random)],
        < 4 => Mixture(random),
        _ => Session(random),
    };

    private static byte[] Noise(Random random)
    {
        var octets = new byte[random.Next(MostNoise)];
        random.NextBytes(octets);
        return octets;
    }

    private static byte[][] Mixture(Random random) =>
        [.. Enumerable.Range(0, random.Next(1, 40)).Select(_ => Encoding.UTF8.GetBytes(random.GetItems(Commands, 1)[0] + random.GetItems(Endings, 1)[0]))];

    /// <summary>A session of some messages, as it should be but for a few octets.</summary>
    private static List<byte[]> Session(Random random)
    {
        var steps = new List<string> { "EHLO fuzz.test\r\n" };
        for (var messages = random.Next(1, 4); messages > 0; messages--)
        {
            var recipients = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(number => $"RCPT TO:<r{number}@d.test>\r\n"));
            var content = Content(random);
            if (random.Next(3) == 0) steps.Add($"MAIL FROM:<a@b.test>\r\n{recipients}BDAT {Encoding.UTF8.GetByteCount(content)} LAST\r\n{content}");
            else steps.AddRange([$"MAIL FROM:<a@b.test>\r\n{recipients}DATA\r\n", $"{content}.\r\n"]);
        }
        steps.Add("QUIT\r\n");
        var octets = steps.ConvertAll(Encoding.UTF8.GetBytes);
        for (var count = random.Next(4); count > 0; count--)
        {
            var at = random.Next(octets.Count);
            octets[at] = Spoil(random, octets[at]);
        }
        return octets;
    }

    private static string Content(Random random)
    {
        var text = new StringBuilder("From: <a@b.test>\r\nSubject: fuzz\r\nContent-Type: text/plain\r\n\r\n");
        for (var lines = random.Next(60); lines > 0; lines--) text.Append(new string((char)random.Next(' ', '~'), random.Next(random.Next(50) == 0 ? 1200 : 300)).TrimStart('.')).Append("\r\n");
        return text.ToString();
    }

    private static byte[] Spoil(Random random, byte[] octets)
    {
        var spoilt = octets.ToList();
        var at = random.Next(spoilt.Count);
        switch (random.Next(5))
        {
            case 0: spoilt[at] ^= (byte)(1 << random.Next(8)); break;
            case 1: spoilt.Insert(at, (byte)random.Next(256)); break;
            case 2 when spoilt.Count > 1: spoilt.RemoveAt(at); break;
            case 3: spoilt.InsertRange(at, random.GetItems("\r\n\0. :<>@".Select(letter => (byte)letter).ToArray(), random.Next(1, 6))); break;
            default: spoilt.RemoveRange(at + 1, random.Next(spoilt.Count - at)); break;
        }
        return [.. spoilt];
    }
}
