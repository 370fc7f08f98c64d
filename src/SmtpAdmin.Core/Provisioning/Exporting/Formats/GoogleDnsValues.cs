using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>Record data in Google Cloud DNS: as in a zone file.</summary>
internal static class GoogleDnsValues
{
    /// <summary>A value; null for a type that Cloud DNS does not have, whose data is known here as octets alone, or that it keeps itself.</summary>
    public static string? Of(DnsRecord record) => record is UnknownRecord or SoaRecord ? null : record.DataText;
}
