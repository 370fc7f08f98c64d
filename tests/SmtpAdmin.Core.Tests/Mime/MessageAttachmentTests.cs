using SmtpAdmin.Mime;

namespace SmtpAdmin.Core.Tests.Mime;

public class MessageAttachmentTests
{
    [Theory]
    [InlineData("a.pdf", "application/pdf")]
    [InlineData("A.PDF", "application/pdf")]
    [InlineData("a.tar.gz", "application/gzip")]
    [InlineData("a", "application/octet-stream")]
    [InlineData("a.unheard-of", "application/octet-stream")]
    [InlineData("mail.eml", "message/rfc822")]
    public void The_extension_tells_the_media_type(string name, string type) => Assert.Equal(type, MediaTypes.ForFileName(name));

    [Fact]
    public void A_header_is_read_from_one_line()
    {
        Assert.Equal(new MessageHeader("X-A", "b: c"), MessageHeader.Parse("X-A:  b: c "));
        Assert.Equal(new MessageHeader("X-A", ""), MessageHeader.Parse("X-A:"));
        Assert.Throws<FormatException>(() => MessageHeader.Parse("no colon"));
        Assert.Throws<FormatException>(() => MessageHeader.Parse(": no name"));
    }
}
