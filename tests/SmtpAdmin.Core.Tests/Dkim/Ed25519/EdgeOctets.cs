using FsCheck;
using FsCheck.Fluent;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>Octets for properties: random ones, and ones with runs of zeros and ones, where carries happen.</summary>
internal static class EdgeOctets
{
    public static Gen<byte[]> Random(int count) => Gen.Choose(0, 255).Select(value => (byte)value).ArrayOf(count);

    public static Gen<byte[]> Of(int count) => Gen.OneOf(Random(count), Runs(count));

    private static Gen<byte[]> Runs(int count) =>
        Gen.OneOf(Gen.Constant(new byte[4]), Gen.Constant<byte[]>([255, 255, 255, 255]), Random(4))
            .ArrayOf((count + 3) / 4)
            .Select(runs => runs.SelectMany(run => run).Take(count).ToArray());
}
