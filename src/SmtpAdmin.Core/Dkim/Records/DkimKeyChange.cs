namespace SmtpAdmin.Dkim;

/// <summary>What became of a key on its way into the zone, where trying proves it.</summary>
internal static class DkimKeyChange
{
    private const int MostStrings = 4; // whose orders are tried: a key of 4096 bits takes three

    /// <summary>What happened, in words that begin in lower case; null when it cannot be told.</summary>
    public static string? Of(DkimRecordEvidence evidence, DkimKeyShape shape)
    {
        if (evidence.Record is not { } record) return null;
        if (record.Tags["p"] is { HasInnerSpace: true } tag && IsWhole(evidence, shape, tag.Value.Replace(' ', '+'))) return "a '+' became a blank, as it does in forms of web pages";
        if (evidence.Query.PrivateKey is not { } pair || evidence.Strings.Count is < 2 or > MostStrings) return null;
        return Orders([.. evidence.Strings], 0).Any(order => DkimKeyRecord.Read(string.Concat(order)).KeyData is { } data && Convert.ToBase64String(data) == pair.PublicKey)
            ? "its strings stand in another order" : null;
    }

    /// <summary>The octets are the first ones of the right key.</summary>
    public static bool IsBeginning(DkimRecordEvidence evidence, DkimKeyShape shape) =>
        evidence.Query.PrivateKey is { } pair && Convert.FromBase64String(pair.PublicKey).AsSpan().StartsWith(shape.Octets);

    /// <summary>With a key at hand it has to be that one; without, one that receivers can read.</summary>
    private static bool IsWhole(DkimRecordEvidence evidence, DkimKeyShape shape, string text)
    {
        if (DkimBase64.Decode(text) is not { } data) return false;
        return evidence.Query.PrivateKey is { } pair ? Convert.ToBase64String(data) == pair.PublicKey : data.Length == shape.Expected && DkimPublicKey.TryRead(DkimKeyRecord.RsaName, data, out _, out _);
    }

    private static IEnumerable<string[]> Orders(string[] parts, int from)
    {
        if (from == parts.Length - 1) yield return parts;
        for (var at = from; at < parts.Length; at++)
        {
            (parts[from], parts[at]) = (parts[at], parts[from]);
            foreach (var order in Orders(parts, from + 1)) yield return order;
            (parts[from], parts[at]) = (parts[at], parts[from]);
        }
    }
}
