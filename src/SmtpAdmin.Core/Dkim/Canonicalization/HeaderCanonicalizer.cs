using System.Buffers;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>Brings header fields into the form that is hashed (RFC 6376 sections 3.4.1 and 3.4.2).</summary>
internal static class HeaderCanonicalizer
{
    /// <summary>Writes a field with the CRLF at its end.</summary>
    public static void Write(HeaderField field, DkimCanonicalization kind, IBufferWriter<byte> output)
    {
        if (kind == DkimCanonicalization.Simple) output.Write(field.Raw.Span);
        else WriteRelaxed(field.NameOctets, field.ValueOctets, output, endsInCrlf: true);
    }

    /// <summary>Writes the signature's own field: what stands for <c>b=</c> is gone, and so is the CRLF at its end (section 3.7).</summary>
    /// <param name="field">The field.</param>
    /// <param name="valueStart">Where the octets behind <c>b=</c> begin, in the value of the field.</param>
    /// <param name="valueEnd">Where they end.</param>
    /// <param name="kind">How.</param>
    /// <param name="output">Takes the octets.</param>
    public static void WriteSignature(HeaderField field, int valueStart, int valueEnd, DkimCanonicalization kind, IBufferWriter<byte> output)
    {
        var value = field.ValueOctets;
        if (kind == DkimCanonicalization.Simple)
        {
            output.Write(field.Raw.Span[..(field.ValueStart + valueStart)]);
            output.Write(value[valueEnd..]);
            return;
        }
        var length = value.Length - (valueEnd - valueStart);
        var unsigned = ArrayPool<byte>.Shared.Rent(length);
        value[..valueStart].CopyTo(unsigned);
        value[valueEnd..].CopyTo(unsigned.AsSpan(valueStart));
        WriteRelaxed(field.NameOctets, unsigned.AsSpan(0, length), output, endsInCrlf: false);
        ArrayPool<byte>.Shared.Return(unsigned);
    }

    private static void WriteRelaxed(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, IBufferWriter<byte> output, bool endsInCrlf)
    {
        const int colonAndLineEnd = 3;
        var target = output.GetSpan(name.Length + value.Length + colonAndLineEnd);
        var at = 0;
        foreach (var octet in name) target[at++] = octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;
        target[at++] = (byte)':';
        var isStarted = false;
        while (true)
        {
            // A fold is CRLF before white space; a CR alone is data.
            var start = 0;
            while (start < value.Length && IsSpace(value, start)) start++;
            value = value[start..];
            if (value.Length == 0) break;
            if (isStarted && start > 0) target[at++] = (byte)' ';
            isStarted = true;
            var end = value.IndexOfAny((byte)' ', (byte)'\t', (byte)'\r');
            if (end < 0) end = value.Length;
            else if (end == 0) end = 1;
            value[..end].CopyTo(target[at..]);
            at += end;
            value = value[end..];
        }
        if (endsInCrlf)
        {
            target[at++] = (byte)'\r';
            target[at++] = (byte)'\n';
        }
        output.Advance(at);
    }

    private static bool IsSpace(ReadOnlySpan<byte> value, int at) => value[at] switch
    {
        (byte)' ' or (byte)'\t' => true,
        (byte)'\r' => at + 1 < value.Length && value[at + 1] == '\n',
        (byte)'\n' => true,
        _ => false,
    };
}
