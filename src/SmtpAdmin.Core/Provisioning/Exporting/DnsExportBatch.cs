using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What a format writes: sets whose times to live and owners were checked.</summary>
internal sealed record DnsExportBatch
{
    private const string Apex = "@";

    /// <summary>The sets.</summary>
    public required IReadOnlyList<DnsRecordSet> Sets { get; init; }

    /// <summary>How they are exported.</summary>
    public required DnsExportOptions Options { get; init; }

    /// <summary>The zone, of a format that needs one.</summary>
    public DnsName Zone => Options.Zone ?? throw new InvalidOperationException("The format needs a zone, and was written without one.");

    /// <summary>An owner as seen from the zone: the labels before it.</summary>
    /// <param name="owner">The owner, in the zone.</param>
    /// <param name="apex">What stands for the zone itself.</param>
    public string Relative(DnsName owner, string apex = Apex)
    {
        var length = owner.Wire.Length - Zone.Wire.Length;
        return length == 0 ? apex : DnsName.FromWire([.. owner.Wire[..length], 0]).ToString();
    }
}
