using SmtpAdmin.Dns;

namespace SmtpAdmin.Lab;

/// <summary>The zones of a server; one may be replaced by a later state of itself. Safe for many threads.</summary>
internal sealed class LabZones(IReadOnlyList<LabZone> zones)
{
    private volatile LabZone[] _zones = [.. zones];

    /// <summary>The zone that a name is in; null for none.</summary>
    public LabZone? Of(DnsName name) => _zones.Where(zone => name.IsWithin(zone.Origin)).MaxBy(zone => zone.Origin.LabelCount);

    /// <summary>The zone of a name; null for none.</summary>
    public LabZone? Named(DnsName origin) => Array.Find(_zones, zone => zone.Origin.Equals(origin));

    /// <summary>Puts a state of a zone in the place of the one before.</summary>
    public void Replace(LabZone zone) => _zones = [.. _zones.Select(old => old.Origin.Equals(zone.Origin) ? zone : old)];
}
