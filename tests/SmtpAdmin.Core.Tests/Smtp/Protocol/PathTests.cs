using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public sealed class PathTests
{
    [Theory]
    [InlineData("<a@example.test>", "a@example.test")]
    [InlineData("<a@[192.0.2.1]>", "a@[192.0.2.1]")]
    [InlineData("<a@[IPv6:2001:db8::1]>", "a@[IPv6:2001:db8::1]")]
    [InlineData("<\"a b\"@example.test>", "\"a b\"@example.test")]
    [InlineData("<\"a>b\"@example.test>", "\"a>b\"@example.test")]
    [InlineData("<\"a\\\">b\"@example.test>", "\"a\\\">b\"@example.test")]
    [InlineData("<\"a@evil.test\"@example.test>", "\"a@evil.test\"@example.test")]
    [InlineData("<user%evil.test@example.test>", "user%evil.test@example.test")] // the %-hack is a local part like any other
    [InlineData("<@one.test:a@example.test>", "a@example.test")] // RFC 5321 appendix C: the route is dropped
    [InlineData("<@one.test,@two.test:a@example.test>", "a@example.test")]
    [InlineData("<grå@exämple.test>", "grå@exämple.test")]
    [InlineData("<a@xn--exmple-cua.test>", "a@xn--exmple-cua.test")]
    public void A_mailbox_stands_in_brackets(string text, string address)
    {
        Assert.True(ForwardPath.TryTake(text + " REST", out var path, out var length, out _));
        Assert.Equal(address, path.Address?.ToString());
        Assert.Equal(text.Length, length);
        Assert.True(ReversePath.TryTake(text, out var reverse, out _, out _));
        Assert.Equal(address, reverse.Address?.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a@example.test")]
    [InlineData("<a@example.test")]
    [InlineData("< a@example.test>")]
    [InlineData("<a@example.test >")]
    [InlineData("<a>")]
    [InlineData("<a@>")]
    [InlineData("<@example.test>")]
    [InlineData("<a@b@example.test>")]
    [InlineData("<<a@example.test>>")]
    [InlineData("<a..b@example.test>")]
    [InlineData("<.a@example.test>")]
    [InlineData("<a.@example.test>")]
    [InlineData("<a@example..test>")]
    [InlineData("<a@-example/.test>")]
    [InlineData("<a@exa$mple.test>")]
    [InlineData("<a@\"example.test\">")]
    [InlineData("<a@[127.1]>")] // the platform would read 127.0.0.1
    [InlineData("<a@[0x7f.0.0.1]>")]
    [InlineData("<a@[127.0.0.1>")]
    [InlineData("<a@[IPv6:192.0.2.1]>")]
    [InlineData("<a@[2001:db8::1]>")]
    [InlineData("<\"a@example.test>")]
    [InlineData("<@one.test a@example.test>")]
    [InlineData("<@one.test,:a@example.test>")]
    [InlineData("<@:a@example.test>")]
    [InlineData("<one.test:a@example.test>")]
    public void Anything_else_is_no_path(string text)
    {
        Assert.False(ForwardPath.TryTake(text, out var path, out _, out var problem));
        Assert.Null(path);
        Assert.NotEmpty(problem);
    }

    [Fact]
    public void The_null_sender_is_a_reverse_path_only()
    {
        Assert.True(ReversePath.TryTake("<>", out var path, out var length, out _));
        Assert.True(path.IsNull);
        Assert.Equal(2, length);
        Assert.Equal("<>", path.ToString());
        Assert.False(ForwardPath.TryTake("<>", out _, out _, out _));
        Assert.False(ReversePath.TryTake("<@one.test:>", out _, out _, out _));
    }

    [Theory]
    [InlineData("<Postmaster>")]
    [InlineData("<pOsTmAsTeR>")]
    public void Postmaster_needs_no_domain_as_a_recipient(string text)
    {
        Assert.True(ForwardPath.TryTake(text, out var path, out _, out _));
        Assert.True(path.IsPostmaster);
        Assert.Equal("<Postmaster>", path.ToString());
        Assert.False(ReversePath.TryTake(text, out _, out _, out _));
    }

    [Theory]
    [InlineData(64, 63, true)]
    [InlineData(65, 63, false)] // RFC 5321 section 4.5.3.1.1
    [InlineData(64, 64, false)]
    public void Lengths_are_bounded(int local, int label, bool good) =>
        Assert.Equal(good, ForwardPath.TryTake($"<{new string('a', local)}@{new string('b', label)}.test>", out _, out _, out _));

    [Fact]
    public void A_path_that_was_read_reads_the_same_from_its_own_text() =>
        Prop.ForAll(Gen.ArrayOf(Gen.Elements("<>@.,:;\"\\ ab1[]-é\u0001".ToCharArray())).ToArbitrary(), characters =>
        {
            var text = "<" + new string(characters) + ">";
            if (!ForwardPath.TryTake(text, out var path, out _, out var problem)) return problem.Length > 0;
            return ForwardPath.TryTake(path.ToString(), out var again, out var length, out _)
                && again.Equals(path) && length == path.ToString().Length && !path.ToString().Any(char.IsControl);
        }).QuickCheckThrowOnFailure();
}
