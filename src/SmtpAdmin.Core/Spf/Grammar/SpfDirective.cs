namespace SmtpAdmin.Spf;

/// <summary>A mechanism with its qualifier (RFC 7208 section 4.6.1).</summary>
/// <param name="Text">The directive as it stands in the record.</param>
/// <param name="Position">Where it begins in the record, from 0.</param>
/// <param name="Qualifier">What it says of a sender that it matches.</param>
/// <param name="Mechanism">How it matches.</param>
public sealed record SpfDirective(string Text, int Position, SpfQualifier Qualifier, SpfMechanism Mechanism) : SpfTerm(Text, Position)
{
    /// <summary>The domain that it names; null for none, which means the record's own domain for <c>a</c>, <c>mx</c> and <c>ptr</c>.</summary>
    public SpfMacroString? Domain { get; init; }

    /// <summary>The network of <c>ip4</c> and <c>ip6</c>; null for other mechanisms.</summary>
    public SpfNetwork? Network { get; init; }

    /// <summary>How many bits of an IPv4 address count, for <c>a</c> and <c>mx</c>: 0 to 32.</summary>
    public int Ip4PrefixLength { get; init; } = SpfNetwork.Ip4Bits;

    /// <summary>How many bits of an IPv6 address count, for <c>a</c> and <c>mx</c>: 0 to 128.</summary>
    public int Ip6PrefixLength { get; init; } = SpfNetwork.Ip6Bits;

    /// <inheritdoc/>
    public override bool CostsLookup => Mechanism is not (SpfMechanism.All or SpfMechanism.Ip4 or SpfMechanism.Ip6);
}
