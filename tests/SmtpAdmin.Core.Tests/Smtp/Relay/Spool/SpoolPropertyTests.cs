using FsCheck;
using FsCheck.Fluent;

namespace SmtpAdmin.Core.Tests.Smtp.Relay;

/// <summary>Whatever is asked of the spool, wherever the disk fails and whenever the power goes: see <see cref="SpoolModel"/>.</summary>
public sealed class SpoolPropertyTests
{
    [Fact]
    public void What_was_promised_is_there_and_nothing_else_whatever_fails() =>
        Prop.ForAll(Arb.From(Gen.Choose(0, int.MaxValue)), async seed =>
        {
            var model = new SpoolModel(seed);
            await model.RunAsync(150);
            Assert.True(model.Openings > 1);
            Assert.True(model.Kept > 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
}
