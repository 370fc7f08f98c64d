namespace SmtpAdmin.Provisioning;

/// <summary>Why something is no record that can be published.</summary>
public enum DnsRecordFault
{
    /// <summary>The owner is no domain name, or not one that can hold records.</summary>
    BadName,

    /// <summary>There is no such type, or it is none that a zone holds.</summary>
    BadType,

    /// <summary>The data is not of its type.</summary>
    BadData,

    /// <summary>The data is longer than a record can be (RFC 1035 section 3.2.1).</summary>
    TooLong,

    /// <summary>The time to live is none (RFC 2181 section 8).</summary>
    BadTtl,

    /// <summary>Two records of one set have different times to live (RFC 2181 section 5.2).</summary>
    MixedTtl,

    /// <summary>A type of which a name has one record at most has several.</summary>
    SeveralRecords,

    /// <summary>A kind of text of which a name has one record at most, such as SPF, has several.</summary>
    SeveralOfOneKind,

    /// <summary>An alias stands beside other data (RFC 1034 section 3.6.2).</summary>
    CnameBesideOtherData,

    /// <summary>The owner is not in the zone.</summary>
    OutOfZone,

    /// <summary>A name is relative to a zone that is not named.</summary>
    NoZone,

    /// <summary>There is no record in what was given.</summary>
    NoRecord,

    /// <summary>What a record is exported for cannot hold it: its type, its octets, its name.</summary>
    Unsupported,

    /// <summary>There are more records than one file of the format may have.</summary>
    TooMany,

    /// <summary>An option is missing, or has no meaning for the format.</summary>
    BadOption,
}
