using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>What a record set must keep to, wherever it comes from.</summary>
internal static class DnsRecordSetRules
{
    /// <summary>Checks one record of a set.</summary>
    /// <exception cref="DnsRecordException">It cannot stand in it.</exception>
    public static void Check(DnsName owner, DnsType type, DnsRecord record)
    {
        if (record.Type != type) throw new DnsRecordException(DnsRecordFault.BadType, $"A set of {DnsTypeText.Of(type)} records of {owner} holds one of type {DnsTypeText.Of(record.Type)}.", $"{owner}");
        if (record is TxtRecord { Strings.Count: 0 }) throw new DnsRecordException(DnsRecordFault.BadData, $"The TXT record of {owner} has no text.", $"{owner}");
        try
        {
            DnsRecordOctets.Of(record);
        }
        catch (ArgumentException)
        {
            throw new DnsRecordException(DnsRecordFault.TooLong, $"The {DnsTypeText.Of(type)} record of {owner} is too long: it holds {DnsMessage.MaxLength} octets at most, one before each string of up to 255 included (RFC 1035 section 3.2.1).", $"{owner}");
        }
    }

    /// <summary>Checks a type: those of queries and of messages are in no zone (RFC 6895 section 3.1).</summary>
    /// <exception cref="DnsRecordException">No zone holds such records.</exception>
    public static void CheckType(DnsName owner, DnsType type)
    {
        if (type is DnsType.None or DnsType.OPT or (>= (DnsType)128 and < (DnsType)256))
            throw new DnsRecordException(DnsRecordFault.BadType, $"{DnsTypeText.Of(type)} is no type of records that a zone holds.", $"{owner}");
    }

    /// <summary>Checks a whole set.</summary>
    /// <exception cref="DnsRecordException">There can be no such set.</exception>
    public static void Check(DnsRecordSet set)
    {
        CheckType(set.Owner, set.Type);
        if (set.Owner.IsRoot) throw new DnsRecordException(DnsRecordFault.BadName, "The root holds no records of ours. Give the name that is to hold them.");
        if (set.Records.Count > 1 && set.Type is DnsType.CNAME or DnsType.DNAME or DnsType.SOA)
            throw new DnsRecordException(DnsRecordFault.SeveralRecords, $"{set.Owner} would have {Counted.Of(set.Records.Count, $"{set.Type} record")}. A name has one at most (RFC 2181 section 10.1, RFC 6672 section 2.4).", $"{set.Owner}");
        if (set.TimeToLive is { } time && (time < TimeSpan.Zero || time > DnsRecordSet.MaxTimeToLive))
            throw new DnsRecordException(DnsRecordFault.BadTtl, FormattableString.Invariant($"The time to live of {set.Owner} is {time.TotalSeconds:0} seconds. It is 0 to {int.MaxValue} (RFC 2181 section 8)."), $"{set.Owner}");
    }
}
