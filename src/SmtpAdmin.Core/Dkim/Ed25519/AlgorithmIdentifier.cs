using System.Formats.Asn1;

namespace SmtpAdmin.Dkim;

/// <summary>An AlgorithmIdentifier (RFC 5280 section 4.1.1.2): which algorithm, and what it was used with.</summary>
/// <param name="Oid">The object identifier.</param>
/// <param name="Parameters">The encoded parameters; empty when there are none.</param>
internal readonly record struct AlgorithmIdentifier(string Oid, ReadOnlyMemory<byte> Parameters)
{
    private static readonly byte[] EncodedNull = [5, 0];

    /// <summary>There are no parameters, or NULL stands in their place: encoders differ.</summary>
    public bool HasNoParameters => Parameters.IsEmpty || Parameters.Span.SequenceEqual(EncodedNull);

    /// <summary>Reads the one that comes next.</summary>
    /// <exception cref="AsnContentException">There is none.</exception>
    public static AlgorithmIdentifier Read(AsnReader reader)
    {
        var sequence = reader.ReadSequence();
        var oid = sequence.ReadObjectIdentifier();
        ReadOnlyMemory<byte> parameters = sequence.HasData ? sequence.ReadEncodedValue() : default;
        sequence.ThrowIfNotEmpty();
        return new AlgorithmIdentifier(oid, parameters);
    }
}
