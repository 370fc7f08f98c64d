using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Record sets that are to be published together: one a name and type, and none that contradicts another.</summary>
/// <param name="zone">The zone that all of them are in; null where none is named.</param>
public sealed class DnsRecordBatch(DnsName? zone = null)
{
    private readonly Dictionary<(DnsName Owner, DnsType Type), int> _places = [];
    private readonly Dictionary<DnsName, DnsType> _names = [];
    private readonly List<DnsRecordSet> _sets = [];

    /// <summary>The sets, in the order in which their names and types first came.</summary>
    public IReadOnlyList<DnsRecordSet> Sets => _sets;

    /// <summary>Adds a set. Records of a name and type that is there already join it.</summary>
    /// <exception cref="DnsRecordException">It contradicts what is there, or is not in the zone; nothing was added.</exception>
    public void Add(DnsRecordSet set)
    {
        ArgumentNullException.ThrowIfNull(set);
        if (zone is not null && !set.Owner.IsWithin(zone))
            throw new DnsRecordException(DnsRecordFault.OutOfZone, $"{set.Owner} is not in the zone {zone}. Name the zone that it is in with -Zone, and handle the records of each zone by themselves; without -Zone the zone of each name is found.", $"{set.Owner}");
        if (_places.TryGetValue((set.Owner, set.Type), out var place))
        {
            _sets[place] = Alone(Joined(_sets[place], set));
            return;
        }
        if (set.Records.Count > 0)
        {
            // All types but an alias get on with each other, so the first that came stands for those of its name.
            if (_names.TryGetValue(set.Owner, out var other) && (other == DnsType.CNAME || set.Type == DnsType.CNAME))
                throw new DnsRecordException(DnsRecordFault.CnameBesideOtherData, $"{set.Owner} would have a CNAME record beside one of type {DnsTypeText.Of(other == DnsType.CNAME ? set.Type : other)}. An alias stands alone (RFC 1034 section 3.6.2): publish one of them.", $"{set.Owner}");
            _names[set.Owner] = set.Type;
        }
        _sets.Add(Alone(set));
        _places.Add((set.Owner, set.Type), _sets.Count - 1);
    }

    private static DnsRecordSet Joined(DnsRecordSet first, DnsRecordSet second)
    {
        if (first.TimeToLive is { } left && second.TimeToLive is { } right && left != right)
            throw new DnsRecordException(DnsRecordFault.MixedTtl, FormattableString.Invariant($"The {DnsTypeText.Of(first.Type)} records of {first.Owner} would have the times to live {left.TotalSeconds:0} and {right.TotalSeconds:0}. All records of a set have one (RFC 2181 section 5.2)."), $"{first.Owner}");
        return new DnsRecordSet(first.Owner, first.Type, first.Records.Concat(second.Records), first.TimeToLive ?? second.TimeToLive);
    }

    /// <summary>Of some kinds of text a name has one: receivers take a second for an error, so that none holds.</summary>
    private static DnsRecordSet Alone(DnsRecordSet set)
    {
        var twice = set.Records.Select(TxtKind.Of).Where(kind => kind is not null && TxtKind.IsAlone(kind)).GroupBy(kind => kind).FirstOrDefault(kinds => kinds.Count() > 1);
        return twice is null ? set : throw new DnsRecordException(
            DnsRecordFault.SeveralOfOneKind, $"{set.Owner} would have {twice.Count()} records that begin with '{twice.Key}'. Receivers take more than one for an error, and go by none: publish one.", $"{set.Owner}");
    }
}
