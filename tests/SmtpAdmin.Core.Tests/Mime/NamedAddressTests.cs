using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Core.Tests.Mime;

public class NamedAddressTests
{
    [Theory]
    [InlineData("ann@example.org", "", "ann@example.org")]
    [InlineData(" <ann@example.org> ", "", "ann@example.org")]
    [InlineData("Ann <ann@example.org>", "Ann", "ann@example.org")]
    [InlineData("Ann B. C<ann@example.org>", "Ann B. C", "ann@example.org")]
    [InlineData("\"Doe, Jane <x>\" <jane@example.org>", "Doe, Jane <x>", "jane@example.org")]
    [InlineData("\"A \\\"B\\\" \\\\ C\" <a@example.org>", "A \"B\" \\ C", "a@example.org")]
    [InlineData("Jörg <jörg@bücher.example>", "Jörg", "jörg@bücher.example")]
    [InlineData("\"a>b\"@example.org", "", "\"a>b\"@example.org")]
    [InlineData("X <\"a>b\"@example.org>", "X", "\"a>b\"@example.org")]
    [InlineData("\"\" <ann@example.org>", "", "ann@example.org")]
    public void An_address_is_read_with_its_name(string text, string name, string address)
    {
        var read = NamedAddress.Parse(text);
        Assert.Equal(name, read.DisplayName);
        Assert.Equal(address, read.Address.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ann")]
    [InlineData("Ann ann@example.org")]
    [InlineData("Ann <>")]
    [InlineData("Ann ann@example.org>")]
    [InlineData("\"Ann <ann@example.org>")]
    [InlineData("\"Ann\" B <ann@example.org>")]
    [InlineData("Ann\r\nBcc: x <ann@example.org>")]
    [InlineData("\"Ann\\\" <ann@example.org>")]
    [InlineData("Ann <ann@example.org> <b@example.org>")]
    public void What_is_no_address_is_refused_with_a_sentence(string text)
    {
        Assert.False(NamedAddress.TryParse(text, out _, out var problem));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => NamedAddress.Parse(text));
    }

    [Fact]
    public void A_list_splits_at_commas_outside_quotes_and_brackets()
    {
        var list = NamedAddress.ParseList("a@example.org, \"Doe, \\\"J,\" <b@example.org>,C <\"x,y\"@example.org>");
        Assert.Equal(["a@example.org", "b@example.org", "\"x,y\"@example.org"], list.Select(address => address.Address.ToString()));
        Assert.Equal("Doe, \"J,", list[1].DisplayName);
        Assert.Throws<FormatException>(() => NamedAddress.ParseList("a@example.org,"));
        Assert.Throws<FormatException>(() => NamedAddress.ParseList(""));
    }

    [Fact]
    public void What_is_written_is_read_back() => Prop.ForAll(
        Gen.Elements("a", " b", "\"", "\\", "<", ">", ",", "@", "é", "😀", "(", ".").ListOf().Select(pieces => string.Concat(pieces).Trim()).ToArbitrary(),
        name =>
        {
            var address = new NamedAddress(name, EmailAddress.Parse("ann@example.org"));
            Assert.Equal(address, NamedAddress.Parse(address.ToString()));
            Assert.Equal([address, address], NamedAddress.ParseList($"{address}, {address}"));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_text_is_read_or_refused() => Prop.ForAll<string>(text =>
    {
        if (NamedAddress.TryParse(text, out var address, out var problem)) Assert.NotNull(address);
        else Assert.NotEmpty(problem);
    }).QuickCheckThrowOnFailure();
}
