using System.Text;

namespace SmtpAdmin.Dkim;

/// <summary>Writes key records (RFC 6376 section 3.6.1).</summary>
internal static class DkimKeyRecordText
{
    /// <summary>The record, its version first and its key last, so that a record which was cut short shows it.</summary>
    /// <param name="algorithm">The kind of the key.</param>
    /// <param name="keyData">The key; empty for one that is revoked.</param>
    /// <param name="flags">What it says besides.</param>
    /// <param name="note">A note for people; null for none.</param>
    public static string Write(DkimKeyAlgorithm algorithm, ReadOnlySpan<byte> keyData, DkimKeyMode flags, string? note)
    {
        var text = new StringBuilder($"v={DkimKeyRecord.VersionValue}; k={TypeOf(algorithm)}; ");
        if (flags != DkimKeyMode.None)
        {
            // Both letters are one list with a colon in it (key-t-tag).
            string[] letters = [.. flags.HasFlag(DkimKeyMode.TestMode) ? ["y"] : Array.Empty<string>(), .. flags.HasFlag(DkimKeyMode.StrictIdentity) ? ["s"] : Array.Empty<string>()];
            text.Append("t=").AppendJoin(':', letters).Append("; ");
        }
        if (!string.IsNullOrEmpty(note)) text.Append("n=").Append(DkimQuotedPrintable.Encode(note)).Append("; ");
        return text.Append("p=").Append(Convert.ToBase64String(keyData)).ToString();
    }

    /// <summary>The kind as the record names it (<c>k=</c>).</summary>
    public static string TypeOf(DkimKeyAlgorithm algorithm) => algorithm == DkimKeyAlgorithm.Ed25519 ? DkimKeyRecord.Ed25519Name : DkimKeyRecord.RsaName;
}
