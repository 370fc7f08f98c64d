using System.Globalization;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Provisioning;

/// <summary>The values of records as Route 53 reads them.</summary>
internal static class Route53Values
{
    /// <summary>A value; null for a type that Route 53 does not have, or whose data is known here as octets alone.</summary>
    public static string? Of(DnsRecord record) => record switch
    {
        ARecord or AaaaRecord or TlsaRecord => record.DataText,
        TxtRecord txt => string.Join(' ', txt.Strings.Select(part => Route53Text.Quote(part.Span))),
        CnameRecord cname => Route53Text.Name(cname.Target),
        NsRecord ns => Route53Text.Name(ns.Host),
        PtrRecord ptr => Route53Text.Name(ptr.Target),
        MxRecord mx => string.Create(CultureInfo.InvariantCulture, $"{mx.Preference} {Route53Text.Name(mx.Exchange)}"),
        SrvRecord srv => string.Create(CultureInfo.InvariantCulture, $"{srv.Priority} {srv.Weight} {srv.Port} {Route53Text.Name(srv.Target)}"),
        CaaRecord caa => string.Create(CultureInfo.InvariantCulture, $"{caa.Flags} {caa.Tag} {Route53Text.Quote(caa.Value.Span)}"),
        _ => null,
    };
}
