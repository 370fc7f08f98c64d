using System.Buffers;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Core.Tests.Mime.Downgrading;

public sealed class SevenBitConverterTests
{
    [Fact]
    public void A_text_becomes_quoted_printable_and_says_so() => Assert.Equal(
        """
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Subject: x
        Content-Transfer-Encoding: quoted-printable

        gr=C3=BC=C3=9F =3D ok=20
        =2E
        =46rom here
        last
        """,
        Convert("""
        MIME-Version: 1.0
        Content-Type: text/plain; charset=utf-8
        Content-Transfer-Encoding: 8bit
        Subject: x

        grüß = ok 
        .
        From here
        last
        """));

    [Fact]
    public void A_message_that_is_no_MIME_becomes_one_of_unknown_charset() => Assert.Equal(
        """
        Subject: x
        MIME-Version: 1.0
        Content-Type: text/plain; charset=unknown-8bit
        Content-Transfer-Encoding: quoted-printable

        =FC

        """,
        Convert("Subject: x\n\n\u00fc\n", latin1: true));

    [Fact]
    public void Only_the_parts_that_need_it_are_encoded() => Assert.Equal(
        """
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b 1"

        A note for ?ld programs
        --b 1
        Content-Type: text/plain

        plain
        --b 1 
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: quoted-printable

        <p>=C3=BC</p>
        --b 1
        Content-Type: image/png
        Content-Transfer-Encoding: base64

        AAAA
        --b 1--
        behind
        """,
        Convert("""
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary="b 1"
        Content-Transfer-Encoding: 8bit

        A note for öld programs
        --b 1
        Content-Type: text/plain

        plain
        --b 1 
        Content-Type: text/html; charset=utf-8
        Content-Transfer-Encoding: 8bit

        <p>ü</p>
        --b 1
        Content-Type: image/png
        Content-Transfer-Encoding: base64

        AAAA
        --b 1--
        behind
        """).Replace("??", "?", StringComparison.Ordinal));

    [Fact]
    public void Messages_in_messages_and_parts_in_parts_are_encoded_where_they_stand() => Assert.Equal(
        """
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=outer

        --outer
        Content-Type: message/rfc822

        Subject: inner
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary=outer1

        --outer1

        plain
        --outer1
        Content-Type: text/plain; charset=unknown-8bit
        Content-Transfer-Encoding: quoted-printable

        =C3=BC
        --outer
        Content-Type: multipart/digest; boundary=d

        --d

        Subject: without a type, in a digest
        MIME-Version: 1.0
        Content-Type: text/plain; charset=unknown-8bit
        Content-Transfer-Encoding: quoted-printable

        =C3=A4
        --d--
        --outer--

        """,
        Convert("""
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=outer

        --outer
        Content-Type: message/rfc822
        Content-Transfer-Encoding: 8bit

        Subject: inner
        MIME-Version: 1.0
        Content-Type: multipart/alternative; boundary=outer1

        --outer1

        plain
        --outer1

        ü
        --outer
        Content-Type: multipart/digest; boundary=d

        --d

        Subject: without a type, in a digest

        ä
        --d--
        --outer--

        """));

    [Fact]
    public void Octets_that_stand_in_quoted_printable_by_mistake_are_escaped_and_nothing_else() => Assert.Equal(
        "Content-Transfer-Encoding: Quoted-Printable\n\na=3Db=\n=C3=BC \n", Convert("Content-Transfer-Encoding: Quoted-Printable\n\na=3Db=\nü \n"));

    [Theory]
    [InlineData("Subject: ü\n\nx", "header field")]
    [InlineData("Content-Type: multipart/mixed; boundary=b\n\n--b\nX: ü\n\nx\n--b--", "header field")]
    [InlineData("Content-Type: multipart/signed; boundary=b\n\n--b\n\nü\n--b--", "signed")]
    [InlineData("Content-Type: multipart/signed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nü\n--c--\n--b--", "signed")]
    [InlineData("Content-Transfer-Encoding: base64\n\nAAü=", "'base64'")]
    [InlineData("Content-Transfer-Encoding: x-uuencode\n\nü", "'x-uuencode'")]
    [InlineData("Content-Type: message/delivery-status\n\nX: ü", "type cannot be encoded")]
    public void What_cannot_be_encoded_is_found_beforehand(string message, string obstacle)
    {
        var survey = Survey(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")));
        Assert.Contains(obstacle, survey.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_without_end_is_an_obstacle_and_takes_no_more_memory() =>
        Assert.Contains("too long", Survey(Encoding.ASCII.GetBytes("X: " + new string('x', 300 * 1024))).Obstacle, StringComparison.Ordinal);

    [Fact]
    public void Many_short_fields_are_too_long_a_header_too() =>
        Assert.Contains("too long", Survey(Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat("X: y\r\n", 60_000)))).Obstacle, StringComparison.Ordinal);

    [Fact]
    public void Nesting_without_end_is_an_obstacle()
    {
        var message = string.Concat(Enumerable.Range(0, 100).Select(n => $"Content-Type: multipart/mixed; boundary=b{n}x\r\n\r\n--b{n}x\r\n")) + "\r\n\u00fc";
        Assert.NotNull(Survey(Encoding.UTF8.GetBytes(message)).Obstacle);
    }

    [Fact]
    public void A_long_line_without_end_is_encoded_in_short_ones()
    {
        var body = new string('ü', 50_000);
        var converted = Convert("Content-Type: text/plain; charset=utf-8\n\n" + body);
        Assert.All(converted.Split('\n'), line => Assert.True(line.Length <= 76));
        Assert.Equal(body, MiniDecoder.Read(Encoding.ASCII.GetBytes(converted.ReplaceLineEndings("\r\n"))).Text);
    }

    [Fact]
    public void Whatever_a_message_holds_it_gets_seven_bits_and_keeps_its_bodies_wherever_it_is_split() =>
        Prop.ForAll(Message().ToArbitrary(), ArbMap.Default.ArbFor<PositiveInt>(), (message, step) =>
        {
            var octets = Encoding.UTF8.GetBytes(message);
            var whole = Convert(octets, octets.Length);
            if (whole is null) return false; // these can all be encoded
            return whole.SequenceEqual(Convert(octets, step.Get)!)
                && !whole.AsSpan().ContainsAnyInRange((byte)128, (byte)255)
                && Texts(whole).SequenceEqual(Texts(octets));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_octets_are_taken_and_what_comes_out_has_seven_bits() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<PositiveInt>(), (octets, step) =>
        {
            octets = [.. octets.SelectMany(octet => octet % 3 == 0 ? "\r\n--b"u8.ToArray() : [octet])];
            byte[] message = [.. "Content-Type: multipart/mixed; boundary=b\r\n\r\n"u8, .. octets];
            return Convert(message, step.Get) is not { } converted || !converted.AsSpan().ContainsAnyInRange((byte)128, (byte)255);
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("text/plain", "text/plain", null)]
    [InlineData(" Multipart/Mixed ;\r\n\tBoundary = \"a b\" ; x=y", "multipart/mixed", "a b")]
    [InlineData("multipart/mixed; boundary=simple", "multipart/mixed", "simple")]
    [InlineData("multipart/mixed (a (nested) comment); charset=x; boundary=\"with \\\"quotes\\\"\"", "multipart/mixed", "with \"quotes\"")]
    [InlineData("multipart/mixed; boundary=first; boundary=second", "multipart/mixed", "first")]
    [InlineData("multipart/mixed; notboundary=\"boundary=x\"", "multipart/mixed", null)]
    [InlineData("multipart/mixed; boundary=", "multipart/mixed", null)]
    [InlineData("multipart/mixed; boundary=\"ends in space \"", "multipart/mixed", null)]
    [InlineData("multipart/mixed; boundary=\"unclosed", "multipart/mixed", "unclosed")]
    [InlineData("", "", null)]
    [InlineData("(only a comment", "", null)]
    public void A_content_type_is_read_as_it_is_written(string value, string mediaType, string? boundary) =>
        Assert.Equal(new ContentTypeValue(mediaType, boundary), ContentTypeValue.Read(Encoding.Latin1.GetBytes(value)));

    private static string Convert(string message, bool latin1 = false)
    {
        var octets = (latin1 ? Encoding.Latin1 : Encoding.UTF8).GetBytes(message.ReplaceLineEndings("\r\n"));
        return Encoding.ASCII.GetString(Convert(octets, 3)!).ReplaceLineEndings("\n");
    }

    /// <summary>Null where it cannot be done.</summary>
    private static byte[]? Convert(byte[] octets, int step)
    {
        var survey = Survey(octets);
        if (survey.Obstacle is not null) return null;
        var output = new ArrayBufferWriter<byte>();
        var converter = new SevenBitConverter(survey.Parts, output);
        foreach (var piece in octets.Chunk(Math.Max(1, step))) converter.Feed(piece);
        converter.Finish();
        return output.WrittenSpan.ToArray();
    }

    private static SevenBitSurvey Survey(byte[] octets)
    {
        var survey = new SevenBitSurvey();
        survey.Feed(octets);
        survey.Finish();
        return survey;
    }

    private static Gen<string> Message() => Gen.Sized(size => Entity(Math.Min(size / 10, 3), "0")).Select(entity => "Subject: x\r\nMIME-Version: 1.0\r\n" + entity);

    private static Gen<string> Entity(int depth, string name)
    {
        var leaf =
            from encoding in Gen.Elements("8bit", "7bit", "binary")
            from words in Gen.Elements("", "word", "ü", " ", "\t", ".", "=", "\r\n", "--", $"--{name}", new string('x', 90), "From ", "€").ListOf()
            select $"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n{string.Concat(words)}";
        if (depth == 0) return leaf;
        var parts =
            from first in Entity(depth - 1, name + "1")
            from second in Entity(depth - 1, name + "2")
            select $"Content-Type: multipart/mixed; boundary=\"b{name}x\"\r\n\r\npreamble\r\n--b{name}x\r\n{first}\r\n--b{name}x\r\n{second}\r\n--b{name}x--\r\n";
        var message = Entity(depth - 1, name + "3").Select(inner => $"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n{inner}");
        return Gen.OneOf(leaf, parts, message);
    }

    /// <summary>The texts of all leaves, decoded.</summary>
    private static IEnumerable<string> Texts(byte[] octets)
    {
        var message = MiniDecoder.Read(octets);
        var type = message["Content-Type"];
        if (type.StartsWith("multipart/", StringComparison.Ordinal)) return message.Parts.SelectMany(part => Texts([.. Head(part), .. part.RawBody]));
        return type == "message/rfc822" ? Texts(message.RawBody) : [message.Text];
    }

    private static byte[] Head(MiniDecoder part) => Encoding.ASCII.GetBytes(string.Concat(part.Headers.Select(header => $"{header.Name}: {header.Value}\r\n")) + "\r\n");
}
