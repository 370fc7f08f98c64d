using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Client.QueueIds;

public class QueueIdReaderTests
{
    private static readonly Sample[] Samples = JsonSerializer.Deserialize<Sample[]>(RepositoryFiles.Read("tests/data/smtp", "queueids.json"), JsonSerializerOptions.Web)!;

    public static TheoryData<string> Replies => [.. Samples.Select(sample => sample.Reply)];

    [Theory, MemberData(nameof(Replies))]
    public void The_id_is_read_by_the_mailers_own_shape(string reply)
    {
        var sample = Samples.Single(sample => sample.Reply == reply);
        var match = QueueIdReader.Match(Parse(reply));
        Assert.Equal(sample.Id, match?.Id);
        Assert.Equal(sample.Shape, match?.Shape);
        Assert.Equal(sample.Id, QueueIdReader.Read(Parse(reply)));
    }

    [Fact]
    public void Every_shape_has_a_reply_on_file() =>
        Assert.Empty(QueueIdReader.Shapes.Select(shape => shape.Name).Except(Samples.Select(sample => sample.Shape)));

    [Fact]
    public void The_id_is_found_on_a_later_line() =>
        Assert.Equal("9D2C118006F", QueueIdReader.Read(new SmtpReply(250, ["2.0.0 Thank you", "2.0.0 Ok: queued as 9D2C118006F"])));

    [Fact]
    public void An_id_of_absurd_length_is_none() =>
        Assert.Null(QueueIdReader.Read(new SmtpReply(250, "2.0.0 Ok: queued as " + new string('A', 5000))));

    [Fact]
    public void Any_text_gives_a_short_id_without_control_characters_or_none() => Prop.ForAll(
        Gen.Elements("Ok: queued as ", "OK id=", "[InternalId=", "<", ">", " Queued mail for delivery", "1", "aF", "-", "\u0007", "\r\n", " ", "é", "Message Queued (", ")", "Received OK [", "]").ListOf()
            .Select(pieces => string.Concat(pieces)).ToArbitrary(),
        text =>
        {
            var id = QueueIdReader.Read(new SmtpReply(250, text));
            Assert.True(id is null || (id.Length is > 0 and <= 200 && !id.Any(char.IsControl)));
        }).QuickCheckThrowOnFailure();

    private static SmtpReply Parse(string reply) => new(int.Parse(reply.AsSpan(0, 3), System.Globalization.CultureInfo.InvariantCulture), reply[4..]);

    private sealed record Sample(string? Shape, string Reply, string? Id);
}
