using System.Buffers;
using System.Text;
using System.Text.RegularExpressions;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Core.Tests.Dkim.Canonicalization;

public sealed class HeaderCanonicalizerTests
{
    /// <summary>RFC 6376 sections 3.4.2 and 3.4.5.</summary>
    [Theory]
    [InlineData("A: X\r\n", "a:X\r\n")]
    [InlineData("B : Y\t\r\n\tZ  \r\n", "b:Y Z\r\n")]
    [InlineData("SUBJect: AbC\r\n", "subject:AbC\r\n")]
    [InlineData("A:\r\n", "a:\r\n")]
    [InlineData("A: \t \r\n", "a:\r\n")]
    [InlineData("A:\r\n\tb\r\n", "a:b\r\n")]
    [InlineData("A: b\r\n \r\n c\r\n", "a:b c\r\n")]
    [InlineData("A: b\rc\r\n", "a:b\rc\r\n")]
    [InlineData("A: b \r c\r\n", "a:b \r c\r\n")]
    [InlineData("A: b\r\r\n c\r\n", "a:b\r c\r\n")]
    [InlineData("A\t \t:b:c ; d\r\n", "a:b:c ; d\r\n")]
    [InlineData("A: \u00FC\0\r\n", "a:\u00FC\0\r\n")]
    public void A_field_becomes_what_RFC_6376_says(string field, string relaxed)
    {
        Assert.Equal(relaxed, Canonicalize(field, DkimCanonicalization.Relaxed));
        Assert.Equal(field, Canonicalize(field, DkimCanonicalization.Simple));
    }

    [Fact]
    public void Any_field_becomes_what_the_rules_read_plainly_give()
    {
        var value = Gen.Elements(" ", "\t", "\r\n ", "\r\n\t", "\r", "a", "B", ":", ";", "word", "\u00E9", "\0").ArrayOf().Select(string.Concat);
        var name = Gen.Elements("A", "Subject", "X-Long-NAME", "from ", "To\t").Select(text => text);
        Prop.ForAll(name.ToArbitrary(), value.ToArbitrary(), (first, rest) =>
        {
            var field = $"{first}:{rest}\r\n";
            Assert.Equal(Plainly(field), Canonicalize(field, DkimCanonicalization.Relaxed));
            Assert.Equal(field, Canonicalize(field, DkimCanonicalization.Simple));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void The_signature_s_own_field_loses_what_stands_for_b_and_its_line_end()
    {
        const string field = "DKIM-Signature: a=1;\r\n b = AB\r\n CD ; c=2\r\n";
        Assert.Equal("dkim-signature:a=1; b =; c=2", Own(field, DkimCanonicalization.Relaxed));
        Assert.Equal("DKIM-Signature: a=1;\r\n b =; c=2", Own(field, DkimCanonicalization.Simple));
        Assert.Equal("dkim-signature:a=1; b=", Own("DKIM-Signature: a=1; b=ABCD\r\n", DkimCanonicalization.Relaxed));
    }

    private static string Own(string text, DkimCanonicalization kind)
    {
        var field = HeaderField.Read(Encoding.Latin1.GetBytes(text));
        var tag = DkimTagList.Read(Encoding.Latin1.GetString(field.ValueOctets))["b"]!;
        var output = new ArrayBufferWriter<byte>();
        HeaderCanonicalizer.WriteSignature(field, tag.ValueStart, tag.ValueEnd, kind, output);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }

    private static string Canonicalize(string text, DkimCanonicalization kind)
    {
        var output = new ArrayBufferWriter<byte>();
        HeaderCanonicalizer.Write(HeaderField.Read(Encoding.Latin1.GetBytes(text)), kind, output);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }

    private static string Plainly(string field)
    {
        var colon = field.IndexOf(':', StringComparison.Ordinal);
        var value = field[(colon + 1)..^2].Replace("\r\n", "", StringComparison.Ordinal);
        return $"{field[..colon].TrimEnd(' ', '\t').ToLowerInvariant()}:{Regex.Replace(value, "[ \t]+", " ").Trim(' ')}\r\n";
    }
}
