using SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support;
using SmtpAdmin.Smtp.Relay;
using static SmtpAdmin.Core.Tests.Smtp.Relay.Delivery.Support.DeliveryScript;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Delivery;

/// <summary>A message for several recipients, some of which may get a transaction of their own.</summary>
public sealed class RecipientsTests
{
    private const string Sized = " SIZE=52";

    private static readonly string Start = Opening("SIZE 1000");
    private static readonly string[] Two = ["a@example.net", "b@example.net"];
    private static readonly string[] Three = [.. Two, "c@example.net"];

    [Fact]
    public async Task Each_recipient_has_a_result_of_its_own()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Start + Group(Three, ["250 ok", "450 4.2.1 later", "250 ok", "551 not here", "354 go on"], Sized) + Sent("250 taken") + Quit, DeliveryBench.Envelope(Three));

        Assert.Equal([DeliveryOutcome.Deferred, DeliveryOutcome.Delivered, DeliveryOutcome.Failed], results.Select(result => result.Outcome));
        Assert.Equal(["4.2.1", "2.0.0", "5.1.6"], results.Select(result => result.Status));
        Assert.Equal(["450 4.2.1 later", "250 taken", "551 not here"], results.Select(result => result.Text));
        Assert.True(server.Finished);
    }

    [Theory]
    [InlineData("452 4.5.3 too many recipients")]
    [InlineData("452 too many recipients")]
    [InlineData("552 5.5.3 too many recipients")]
    public async Task Recipients_too_many_get_a_transaction_of_their_own(string reply)
    {
        var script = Start
            + Group(Three, ["250 ok", "250 ok", reply, reply, "354 go on"], Sized) + Sent("250 first")
            + Group(Three[1..], ["250 ok", "250 ok", reply, "354 go on"], Sized) + Sent("250 second")
            + Transaction(Three[2..], Sized, "250 third") + Quit;
        var (results, server, _) = await DeliveryBench.PlayAsync(script, DeliveryBench.Envelope(Three));

        Assert.Equal(["250 first", "250 second", "250 third"], results.Select(result => result.Text));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_full_mailbox_is_not_taken_for_too_many_recipients()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Start + Group(Two, ["250 ok", "250 ok", "452 4.2.2 mailbox full", "354 go on"], Sized) + Sent("250 taken") + Quit, DeliveryBench.Envelope(Two));

        Assert.Equal(["2.0.0", "4.2.2"], results.Select(result => result.Status));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task One_recipient_alone_is_never_too_many()
    {
        var (results, server, _) = await DeliveryBench.PlayAsync(
            Start + Group(Two, ["250 ok", "452 too many recipients", "452 too many recipients", "503 none"], Sized) + Quit, DeliveryBench.Envelope(Two));

        Assert.Equal(2, results.Count);
        Assert.All(results, result => Assert.Equal(DeliveryOutcome.Deferred, result.Outcome));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task More_recipients_than_any_server_has_to_take_go_in_several_transactions()
    {
        var recipients = Enumerable.Range(0, 250).Select(n => FormattableString.Invariant($"r{n}@example.net")).ToArray();
        var script = Start + string.Concat(recipients.Chunk(100).Select(some => Transaction(some, Sized))) + Quit;
        var (results, server, _) = await DeliveryBench.PlayAsync(script, DeliveryBench.Envelope(recipients));

        Assert.Equal(250, results.Count);
        Assert.All(results, result => Assert.Equal(DeliveryOutcome.Delivered, result.Outcome));
        Assert.True(server.Finished);
    }

    [Fact]
    public async Task A_servers_limit_of_recipients_is_kept()
    {
        var script = Opening("SIZE 1000", "LIMITS RCPTMAX=2 MAILMAX=50") + Transaction(Two, Sized) + Transaction(Three[2..], Sized) + Quit;
        var (results, server, _) = await DeliveryBench.PlayAsync(script, DeliveryBench.Envelope(Three));

        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.Equal(DeliveryOutcome.Delivered, result.Outcome));
        Assert.True(server.Finished);
    }
}
