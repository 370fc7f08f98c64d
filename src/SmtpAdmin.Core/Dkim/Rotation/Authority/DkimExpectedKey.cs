namespace SmtpAdmin.Dkim;

/// <summary>The key that is to be published.</summary>
/// <param name="Algorithm">Its kind.</param>
/// <param name="Data">Its octets, as the record has them (<c>p=</c>).</param>
/// <param name="IsTest">It is to be in test mode.</param>
internal sealed record DkimExpectedKey(DkimKeyAlgorithm Algorithm, byte[] Data, bool IsTest = false)
{
    /// <summary>The record is of this key: compared by its octets, not by how it is written.</summary>
    public bool IsIn(DkimKeyRecord record) =>
        record.KeyData is { } data && data.AsSpan().SequenceEqual(Data)
        && record.KeyType.Equals(DkimKeyRecordText.TypeOf(Algorithm), StringComparison.OrdinalIgnoreCase);
}
