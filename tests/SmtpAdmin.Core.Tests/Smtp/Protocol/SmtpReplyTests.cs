using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Protocol;

public sealed class SmtpReplyTests
{
    [Theory]
    [InlineData(250, "2.1.0 Ok", "2.1.0", "Ok")]
    [InlineData(550, "5.7.26 no", "5.7.26", "no")]
    [InlineData(450, "4.7.1", "4.7.1", "")]
    [InlineData(250, "5.1.1 what?", null, "5.1.1 what?")] // RFC 2034 section 4: the classes have to agree
    [InlineData(550, "2.0.0 what?", null, "2.0.0 what?")]
    [InlineData(354, "3.0.0 go", null, "3.0.0 go")] // RFC 3463 section 2: there is no class 3
    [InlineData(250, "2.1.0Ok", null, "2.1.0Ok")]
    [InlineData(250, "2.1 Ok", null, "2.1 Ok")]
    [InlineData(250, "2.1234.0 Ok", null, "2.1234.0 Ok")]
    [InlineData(220, "2.0.x.example.org ESMTP", null, "2.0.x.example.org ESMTP")]
    [InlineData(250, "", null, "")]
    public void An_enhanced_code_counts_where_its_class_fits_the_reply(int code, string line, string? enhanced, string text)
    {
        var reply = new SmtpReply(code, line);

        Assert.Equal(enhanced, reply.EnhancedCode?.ToString());
        Assert.Equal(text, reply.Text);
    }
}
