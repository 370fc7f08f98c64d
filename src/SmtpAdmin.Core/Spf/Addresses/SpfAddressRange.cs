namespace SmtpAdmin.Spf;

/// <summary>Addresses from one to another, both included.</summary>
/// <param name="IsIPv6">They are IPv6 addresses.</param>
/// <param name="First">The first, as a number.</param>
/// <param name="Last">The last, as a number.</param>
internal readonly record struct SpfAddressRange(bool IsIPv6, UInt128 First, UInt128 Last)
{
    public static SpfAddressRange Of(SpfNetwork network) => new(network.IsIPv6, network.First, network.Last);

    /// <summary>The fewest networks that have just these addresses, in their order.</summary>
    public IEnumerable<SpfNetwork> Networks()
    {
        var bits = SpfNetwork.Bits(IsIPv6);
        for (var first = First; ;)
        {
            // As wide as the first address's zeros allow, and no wider than what is left.
            var zeros = first == UInt128.Zero ? bits : Math.Min(bits, (int)UInt128.TrailingZeroCount(first));
            var left = Last - first;
            var width = left == UInt128.MaxValue ? bits : Math.Min(zeros, 127 - (int)UInt128.LeadingZeroCount(left + UInt128.One));
            yield return SpfNetwork.OfBits(IsIPv6, first, bits - width);
            var last = width == 128 ? UInt128.MaxValue : first + ((UInt128.One << width) - UInt128.One);
            if (last >= Last) yield break;
            first = last + UInt128.One;
        }
    }
}
