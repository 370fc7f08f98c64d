using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class WakeHeapTests
{
    private static readonly RelayEnvelope Envelope = new() { QueueId = "A", ReceivedAt = default, Sender = "", Recipients = [] };

    [Fact]
    public void The_next_one_is_always_on_top_whatever_is_put_in_moved_and_taken_out() =>
        Prop.ForAll((from which in Gen.Choose(0, 99) from at in Gen.Choose(-10, 30) select (which, at)).ListOf().ToArbitrary(), steps =>
        {
            var heap = new WakeHeap();
            var messages = Enumerable.Range(0, 100).Select(number => new QueuedMessage(number, Envelope, [])).ToArray();
            var expected = new Dictionary<int, long>();
            foreach (var (which, at) in steps)
            {
                if (at < 0)
                {
                    heap.Remove(messages[which]);
                    expected.Remove(which);
                }
                else
                {
                    heap.Set(messages[which], at);
                    expected[which] = at;
                }
                if (heap.Count != expected.Count || heap.First?.WakeAt != (expected.Count > 0 ? expected.Values.Min() : null)) return false;
            }
            var order = new List<long>();
            while (heap.First is { } first)
            {
                order.Add(first.WakeAt);
                heap.Remove(first);
                if (first.WakeIndex != -1) return false;
            }
            return order.SequenceEqual(expected.Values.Order());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300).WithEndSize(300));
}
