using System.Formats.Asn1;

namespace SmtpAdmin.Dkim;

/// <summary>Reads the structures that keys are kept in. Encoders differ, so BER is taken, of which DER is a part.</summary>
internal static class KeyStructure
{
    /// <summary>More octets than any key takes: RSA of 16384 bits takes some 9,500.</summary>
    public const int MaxSize = 16 * 1024;

    /// <summary>Reads one sequence that the octets are made of, and that is read to its end.</summary>
    /// <param name="der">The octets.</param>
    /// <param name="name">What they should be, for the message.</param>
    /// <param name="read">Reads what is in the sequence.</param>
    /// <exception cref="FormatException">They are something else, too long, or not whole.</exception>
    public static T Read<T>(ReadOnlyMemory<byte> der, string name, Func<AsnReader, T> read)
    {
        if (der.Length > MaxSize) throw new FormatException($"This is not {name}: no key takes {der.Length} octets.");
        try
        {
            var reader = new AsnReader(der, AsnEncodingRules.BER);
            var sequence = reader.ReadSequence();
            reader.ThrowIfNotEmpty();
            var result = read(sequence);
            sequence.ThrowIfNotEmpty();
            return result;
        }
        catch (AsnContentException broken)
        {
            throw new FormatException($"This is not {name}, or it is damaged.", broken);
        }
    }

    /// <summary>Reads an octet string in one part, without a copy.</summary>
    /// <exception cref="AsnContentException">There is none.</exception>
    public static ReadOnlyMemory<byte> ReadOctets(AsnReader reader) =>
        reader.TryReadPrimitiveOctetString(out var octets) ? octets : throw new AsnContentException();
}
