using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Smtp.Relay.Support;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class QueueModelTests
{
    [Fact]
    public void Whatever_happens_each_recipient_is_delivered_bounced_removed_or_listed() =>
        Prop.ForAll(Steps(crashes: true).ListOf().ToArbitrary(), RunAsync).Check(Config.QuickThrowOnFailure.WithMaxTest(400).WithEndSize(80));

    [Fact]
    public void Without_a_crash_nothing_is_delivered_twice_whatever_cannot_be_stored() =>
        Prop.ForAll(Steps(crashes: false).ListOf().ToArbitrary(), RunAsync).Check(Config.QuickThrowOnFailure.WithMaxTest(200).WithEndSize(80));

    private static async Task<bool> RunAsync(List<QueueStep> steps)
    {
        var model = new QueueModel();
        foreach (var step in steps) await model.DoAsync(step);
        await model.SettleAsync();
        return true;
    }

    private static Gen<QueueStep> Steps(bool crashes) =>
        from kind in Gen.Frequency(
            (12, Gen.Constant(QueueStepKind.Add)), (20, Gen.Constant(QueueStepKind.Take)), (20, Gen.Constant(QueueStepKind.Complete)), (8, Gen.Constant(QueueStepKind.Pass)),
            (2, Gen.Constant(QueueStepKind.Hold)), (2, Gen.Constant(QueueStepKind.Release)), (2, Gen.Constant(QueueStepKind.Requeue)), (1, Gen.Constant(QueueStepKind.Remove)),
            (1, Gen.Constant(QueueStepKind.Bounce)), (1, Gen.Constant(QueueStepKind.Damage)), (3, Gen.Constant(QueueStepKind.Move)), (3, Gen.Constant(QueueStepKind.Break)),
            (3, Gen.Constant(QueueStepKind.Mend)), (crashes ? 3 : 0, Gen.Constant(QueueStepKind.DieSoon)), (crashes ? 1 : 0, Gen.Constant(QueueStepKind.Die)))
        from seed in Gen.Choose(0, int.MaxValue)
        select new QueueStep(kind, seed);
}
