using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Canonicalization;

public sealed class BodyCanonicalizerTests
{
    /// <summary>RFC 6376 sections 3.4.3 to 3.4.5.</summary>
    public static TheoryData<string, string, string> Bodies => new()
    {
        { "", "\r\n", "" },
        { "\r\n", "\r\n", "" },
        { "\r\n\r\n\r\n", "\r\n", "" },
        { " C \r\nD \t E\r\n\r\n\r\n", " C \r\nD \t E\r\n", " C\r\nD E\r\n" },
        { "no end", "no end\r\n", "no end\r\n" },
        { "no end ", "no end \r\n", "no end\r\n" },
        { " \t\r\n \r\n", " \t\r\n \r\n", "" },
        { "a\r\n\r\n\r\nb\r\n\r\n", "a\r\n\r\n\r\nb\r\n", "a\r\n\r\n\r\nb\r\n" },
        { "a\nb\n\n", "a\r\nb\r\n", "a\r\nb\r\n" },
        { "a\r\n\nb", "a\r\n\r\nb\r\n", "a\r\n\r\nb\r\n" },
        { "a \rb\r", "a \rb\r\r\n", "a \rb\r\r\n" },
        { "a\r\r\nb", "a\r\r\nb\r\n", "a\r\r\nb\r\n" },
        { "a\n\rb", "a\r\n\rb\r\n", "a\r\n\rb\r\n" },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public void A_body_becomes_what_RFC_6376_says_however_it_is_cut(string body, string simple, string relaxed)
    {
        for (var cut = 0; cut <= body.Length; cut++)
        {
            Assert.Equal(simple, Canonicalize(body, DkimCanonicalization.Simple, cut));
            Assert.Equal(relaxed, Canonicalize(body, DkimCanonicalization.Relaxed, cut));
        }
    }

    [Fact]
    public void Any_body_in_any_pieces_becomes_what_the_rules_read_plainly_give() =>
        Prop.ForAll(
            Gen.Elements("\r\n", "\r", "\n", " ", "\t", "a", "word", "a longer stretch of quite usual text", "\r\n\r\n").ArrayOf().Select(string.Concat).ToArbitrary(),
            Gen.Choose(1, 40).ToArbitrary(),
            (body, piece) =>
            {
                Assert.Equal(Plainly(body, isRelaxed: false), Canonicalize(body, DkimCanonicalization.Simple, piece, piece));
                Assert.Equal(Plainly(body, isRelaxed: true), Canonicalize(body, DkimCanonicalization.Relaxed, piece, piece));
            }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));

    [Fact]
    public void Empty_lines_before_the_end_of_a_long_body_are_kept_and_those_at_the_end_are_not()
    {
        var lines = string.Concat(Enumerable.Repeat("\r\n", 40_000));
        Assert.Equal($"a{lines}b\r\n", Canonicalize($"a{lines}b{lines}", DkimCanonicalization.Relaxed, 1000, 1000));
    }

    private static string Canonicalize(string body, DkimCanonicalization kind, params int[] pieces)
    {
        var sink = new TextSink();
        using var canonicalizer = new BodyCanonicalizer(kind, sink);
        var octets = Encoding.Latin1.GetBytes(body);
        var at = 0;
        for (var piece = 0; at < octets.Length; piece++)
        {
            var length = piece < pieces.Length || pieces.Length > 1 ? Math.Min(pieces[piece % pieces.Length], octets.Length - at) : octets.Length - at;
            canonicalizer.Append(octets.AsSpan(at, length));
            at += length;
        }
        canonicalizer.Finish();
        return sink.Text.ToString();
    }

    private static string Plainly(string body, bool isRelaxed)
    {
        var text = Regex.Replace(body, "(?<!\r)\n", "\r\n");
        if (text.Length > 0 && !text.EndsWith("\r\n", StringComparison.Ordinal)) text += "\r\n";
        if (isRelaxed) text = Regex.Replace(Regex.Replace(text, "[ \t]+(?=\r\n)", ""), "[ \t]+", " ");
        text = Regex.Replace(text, "(\r\n)+\\z", "\r\n");
        return text is "\r\n" or "" ? (isRelaxed ? "" : "\r\n") : text;
    }

    private sealed class TextSink : ICanonicalSink
    {
        public StringBuilder Text { get; } = new();

        public void Write(ReadOnlySpan<byte> octets) => Text.Append(Encoding.Latin1.GetString(octets));
    }
}
