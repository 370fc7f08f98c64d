using FsCheck;
using FsCheck.Fluent;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

public sealed class DkimRotationPropertyTests
{
    /// <summary>
    /// Servers publish, drop and mistake the record, or fall silent; somebody edits the signer's configuration; days pass and clocks go wrong; calls are
    /// killed before and after each write. The signer is never pointed to a key that is not published everywhere, no record is called obsolete
    /// that is in use or was lately, and when the world behaves again, the rotation ends.
    /// </summary>
    [Fact]
    public async Task Whatever_happens_both_promises_hold_and_the_rotation_ends()
    {
        var calls = Gen.Choose(20, 23); // half of all that happens are calls, and half of the rest what makes a rotation go on
        var onward = Gen.Elements(0, 1, 12, 13, 14, 16, 6);
        var happenings = Gen.ListOf(Gen.OneOf(calls, calls, onward, Gen.Choose(0, 1000))).Resize(80);
        await Task.Run(() => Prop.ForAll(happenings.ToArbitrary(), async numbers =>
        {
            using var world = new RotationWorld();
            foreach (var number in numbers) await world.HappenAsync(number);
            await world.ComesToAnEndAsync();
            Assert.True(world.Broken is null, $"{world.Broken}: {string.Join(", ", numbers)}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(100)), TestContext.Current.CancellationToken);
    }
}
