using FsCheck;
using FsCheck.Fluent;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>Changes to octets at some places.</summary>
/// <param name="Places">Where, modulo the length, and what is written there.</param>
internal sealed record Damage(IReadOnlyList<(int Place, byte Value)> Places)
{
    /// <summary>One to some changes.</summary>
    public static Gen<Damage> Of(int most) =>
        from count in Gen.Choose(1, most)
        from places in Gen.Choose(0, int.MaxValue).ArrayOf(count)
        from values in EdgeOctets.Random(count)
        select new Damage([.. places.Zip(values)]);

    /// <summary>The changed octets.</summary>
    public byte[] Apply(byte[] octets)
    {
        var damaged = octets.ToArray();
        foreach (var (place, value) in Places) damaged[place % damaged.Length] = value;
        return damaged;
    }
}
