namespace SmtpAdmin.Spf;

/// <summary>Sets of addresses, made of others.</summary>
internal static class SpfAddressSets
{
    public static SpfAddressSet Everything()
    {
        var all = new SpfAddressSet();
        all.Add(new SpfAddressRange(false, UInt128.Zero, uint.MaxValue));
        all.Add(new SpfAddressRange(true, UInt128.Zero, UInt128.MaxValue));
        return all;
    }

    public static SpfAddressSet Union(IEnumerable<SpfAddressSet> sets)
    {
        var all = new SpfAddressSet();
        foreach (var set in sets) all.Add(set);
        return all;
    }

    public static SpfAddressSet Without(SpfAddressSet set, SpfAddressSet others)
    {
        var rest = set.Copy();
        rest.Remove(others);
        return rest;
    }

    public static bool IsEverything(SpfAddressSet set) => Without(Everything(), set).IsEmpty;
}
