using System.Buffers;
using System.Security.Cryptography;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>The hash of the signed header fields and of the signature's own (RFC 6376 section 3.7).</summary>
internal static class DkimHeaderHash
{
    /// <summary>Hashes.</summary>
    /// <param name="fields">The header section.</param>
    /// <param name="names">The names that are signed, as in <c>h=</c>; of several fields of a name the last comes first (section 5.4.2), and a name without a field stands for none.</param>
    /// <param name="canonicalization">How the fields are canonicalized.</param>
    /// <param name="signature">The signature's own field; no name stands for it.</param>
    /// <param name="valueStart">Where the octets behind its <c>b=</c> begin, in the value of the field.</param>
    /// <param name="valueEnd">Where they end.</param>
    public static byte[] Compute(
        IReadOnlyList<HeaderField> fields, IEnumerable<string> names, DkimCanonicalization canonicalization, HeaderField signature, int valueStart, int valueEnd)
    {
        var signed = new ArrayBufferWriter<byte>(4096);
        var left = new Dictionary<string, Stack<HeaderField>>(StringComparer.OrdinalIgnoreCase);
        foreach (var field in fields)
        {
            if (!field.IsField || field.Raw.Equals(signature.Raw)) continue;
            var name = field.Name;
            if (!left.TryGetValue(name, out var same)) left.Add(name, same = new Stack<HeaderField>());
            same.Push(field);
        }
        foreach (var name in names)
        {
            if (left.TryGetValue(name, out var same) && same.TryPop(out var field)) HeaderCanonicalizer.Write(field, canonicalization, signed);
        }
        HeaderCanonicalizer.WriteSignature(signature, valueStart, valueEnd, canonicalization, signed);
        return SHA256.HashData(signed.WrittenSpan);
    }
}
