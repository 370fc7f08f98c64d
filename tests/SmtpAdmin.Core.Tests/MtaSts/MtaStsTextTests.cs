using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.MtaSts;

namespace SmtpAdmin.Core.Tests.MtaSts;

public sealed class MtaStsTextTests
{
    [Theory]
    [InlineData("v=STSv1; id=20160831085700Z;", "20160831085700Z")] // RFC 8461 section 3.1
    [InlineData("v=STSv1;id=a", "a")]
    [InlineData("v=STSv1 ;\tother=1 ; id=a1 ", "a1")]
    [InlineData("v=stsv1; id=a", null)]
    [InlineData(" v=STSv1; id=a", null)]
    [InlineData("v=STSv1; ID=a", null)]
    [InlineData("v=STSv1; id=a-b", null)]
    [InlineData("v=STSv1; id=a; id=b", null)]
    [InlineData("v=STSv1", null)]
    [InlineData("", null)]
    public void The_id_of_a_record_is_read_as_senders_read_it(string record, string? id) => Assert.Equal(id, MtaStsText.IdIn(record));

    [Fact]
    public void Every_id_that_is_written_reads_back_and_no_text_makes_it_throw()
    {
        Prop.ForAll<NonNull<string>>(text =>
        {
            var id = MtaStsText.IdOf(text.Get);
            Assert.True(MtaStsText.IsId(id));
            Assert.Equal(id, MtaStsText.IdIn(MtaStsText.Record(id)));
            Assert.Null(MtaStsText.IdIn(text.Get));
            if (MtaStsText.IdIn($"v=STSv1;{text.Get}") is { } read) Assert.True(MtaStsText.IsId(read));
        }).QuickCheckThrowOnFailure();
    }
}
