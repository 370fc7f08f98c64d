using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

public class AttachmentReaderTests
{
    [Fact]
    public async Task A_stream_is_read_to_its_end()
    {
        using var stream = new MemoryStream([.. Enumerable.Repeat((byte)7, 200_000)]);
        var attachment = await AttachmentReader.ReadAsync("a.bin", stream, null, 200_000, TestContext.Current.CancellationToken);
        Assert.Equal(200_000, attachment.Content.Length);
        Assert.Equal("application/octet-stream", attachment.ContentType);
    }

    [Fact]
    public async Task A_stream_over_the_limit_is_refused()
    {
        using var stream = new MemoryStream(new byte[1001]);
        var problem = await Assert.ThrowsAsync<IOException>(() => AttachmentReader.ReadAsync("a.bin", stream, "image/png", 1000, TestContext.Current.CancellationToken));
        Assert.Contains("1000", problem.Message, StringComparison.Ordinal);
    }
}
