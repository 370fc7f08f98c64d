namespace SmtpAdmin.Dns;

/// <summary>Writes records (RFC 1035 section 3.2.1).</summary>
internal static class DnsRecordWriter
{
    public static void Write(ref DnsWireWriter writer, DnsRecord record) => Write(ref writer, record, record.TimeToLive);

    /// <summary>Writes a record with another time to live than its own.</summary>
    public static void Write(ref DnsWireWriter writer, DnsRecord record, TimeSpan timeToLive)
    {
        writer.WriteName(record.Name);
        writer.WriteUInt16((ushort)record.Type);
        writer.WriteUInt16(DnsQuestion.Internet);
        writer.WriteSeconds(timeToLive);
        var start = writer.BeginLength();
        WriteData(ref writer, record);
        writer.EndLength(start);
    }

    /// <summary>Names in the data are compressed in RFC 1035's own types alone (RFC 3597 section 4).</summary>
    public static void WriteData(ref DnsWireWriter writer, DnsRecord record)
    {
        switch (record)
        {
            case ARecord a: writer.WriteOctets(a.Address.MapToIPv4().GetAddressBytes()); break;
            case AaaaRecord aaaa: writer.WriteOctets(aaaa.Address.MapToIPv6().GetAddressBytes()); break;
            case NsRecord ns: writer.WriteName(ns.Host); break;
            case CnameRecord cname: writer.WriteName(cname.Target); break;
            case PtrRecord ptr: writer.WriteName(ptr.Target); break;
            case MxRecord mx:
                writer.WriteUInt16(mx.Preference);
                writer.WriteName(mx.Exchange);
                break;
            case TxtRecord txt:
                foreach (var part in txt.Strings) writer.WriteCharacterString(part.Span);
                if (txt.Strings.Count == 0) writer.WriteByte(0); // at least one string, RFC 1035 section 3.3.14
                break;
            case SoaRecord soa:
                writer.WriteName(soa.PrimaryServer);
                writer.WriteName(soa.Responsible);
                writer.WriteUInt32(soa.Serial);
                writer.WriteSeconds(soa.Refresh);
                writer.WriteSeconds(soa.Retry);
                writer.WriteSeconds(soa.Expire);
                writer.WriteSeconds(soa.Minimum);
                break;
            case SrvRecord srv:
                writer.WriteUInt16(srv.Priority);
                writer.WriteUInt16(srv.Weight);
                writer.WriteUInt16(srv.Port);
                writer.WriteName(srv.Target, mayPoint: false);
                break;
            case CaaRecord caa:
                writer.WriteByte(caa.Flags);
                writer.WriteAscii(caa.Tag);
                writer.WriteOctets(caa.Value.Span);
                break;
            case TlsaRecord tlsa:
                writer.WriteByte(tlsa.Usage);
                writer.WriteByte(tlsa.Selector);
                writer.WriteByte(tlsa.MatchingType);
                writer.WriteOctets(tlsa.Association.Span);
                break;
            case UnknownRecord unknown: writer.WriteOctets(unknown.Data.Span); break;
            default: throw new NotSupportedException($"{record.GetType().Name} has no wire form here.");
        }
    }
}
