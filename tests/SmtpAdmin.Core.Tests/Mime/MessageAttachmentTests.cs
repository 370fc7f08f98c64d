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
    public async Task A_stream_is_read_to_its_end()
    {
        using var stream = new MemoryStream([.. Enumerable.Repeat((byte)7, 200_000)]);
        var attachment = await MessageAttachment.ReadAsync("a.bin", stream, null, 200_000, TestContext.Current.CancellationToken);
        Assert.Equal(200_000, attachment.Content.Length);
        Assert.Equal("application/octet-stream", attachment.ContentType);
    }

    [Fact]
    public async Task A_stream_over_the_limit_is_refused()
    {
        using var stream = new MemoryStream(new byte[1001]);
        var problem = await Assert.ThrowsAsync<IOException>(() => MessageAttachment.ReadAsync("a.bin", stream, "image/png", 1000, TestContext.Current.CancellationToken));
        Assert.Contains("1000", problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_header_is_read_from_one_line()
    {
        Assert.Equal(new MessageHeader("X-A", "b: c"), MessageHeader.Parse("X-A:  b: c "));
        Assert.Equal(new MessageHeader("X-A", ""), MessageHeader.Parse("X-A:"));
        Assert.Throws<FormatException>(() => MessageHeader.Parse("no colon"));
        Assert.Throws<FormatException>(() => MessageHeader.Parse(": no name"));
    }
}
