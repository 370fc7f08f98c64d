using System.Collections.Concurrent;

namespace SmtpAdmin.Dkim;

/// <summary>
/// Keys that were read already, for who verifies many messages: importing an RSA key costs several times as much as verifying with it. A key is
/// found by what its record says, so that a changed record is another key. Safe for use by several threads at once.
/// </summary>
internal sealed class DkimKeyCache
{
    private const int MaxKeys = 64;

    private readonly ConcurrentDictionary<(string KeyType, string Data), DkimKeyReading> _keys = new();

    /// <summary>The key of an answer; null when there is not one key, or it has no data.</summary>
    public DkimKeyReading? Read(DkimKeyAnswer? answer)
    {
        if (answer is not { Availability: DkimKeyAvailability.Found } || answer.Keys[0] is not { KeyData: { } data } record) return null;
        var name = (record.KeyType, record.Tags["p"]!.Value);
        if (_keys.TryGetValue(name, out var known)) return known;
        var reading = DkimPublicKey.TryRead(record.KeyType, data, out var key, out var problem) ? new DkimKeyReading(key, null) : new DkimKeyReading(null, problem);
        // All go at once: what is in use comes back, and nobody has to keep count. Whoever verifies with one of them still holds it.
        if (_keys.Count >= MaxKeys) _keys.Clear();
        _keys[name] = reading;
        return reading;
    }
}
