using System.Text.Json;

namespace SmtpAdmin.Reputation;

/// <summary>
/// Takes a state file apart as its octets come: entry after entry, never the whole at once. Any JSON spelling is taken, people may have
/// edited it; members that this version does not know are skipped.
/// </summary>
internal sealed class DnsblStateParser
{
    /// <summary>The version of the format that is read and written.</summary>
    public const int Version = 1;

    private readonly Dictionary<string, string> _shared = new(StringComparer.Ordinal);
    private JsonReaderState _reader;
    private Place _place = Place.Beginning;
    private bool _hasVersion;
    private bool _hasPairs;

    private enum Place
    {
        Beginning,
        Members,
        Version,
        Tests,
        TestEntries,
        Pairs,
        PairEntries,
        Unknown,
        End,
    }

    /// <summary>What was read so far.</summary>
    public DnsblState State { get; } = new();

    /// <summary>Takes as many whole entries as there are.</summary>
    /// <param name="octets">What was not taken yet.</param>
    /// <param name="isLast">Nothing comes after them.</param>
    /// <returns>How many octets were taken.</returns>
    /// <exception cref="JsonException">It is no JSON, or has another shape.</exception>
    /// <exception cref="DnsblStateVersionException">A later version wrote it.</exception>
    public int Take(ReadOnlySpan<byte> octets, bool isLast)
    {
        var reader = new Utf8JsonReader(octets, isLast, _reader);
        while (true)
        {
            var before = reader;
            if (reader.Read() && TryTakeToken(ref reader)) continue;
            reader = before;
            break;
        }
        if (isLast && !(_place == Place.End && _hasVersion && _hasPairs)) throw new JsonException("The file has no version or no pairs.");
        _reader = reader.CurrentState;
        return (int)reader.BytesConsumed;
    }

    /// <summary>False when the value that begins here has not wholly come yet.</summary>
    private bool TryTakeToken(ref Utf8JsonReader reader)
    {
        switch (_place, reader.TokenType)
        {
            case (Place.Beginning, JsonTokenType.StartObject):
                _place = Place.Members;
                return true;
            case (Place.Members, JsonTokenType.PropertyName):
                _place = MemberAt(ref reader);
                return true;
            case (Place.Members, JsonTokenType.EndObject):
                _place = Place.End;
                return true;
            case (Place.Version, JsonTokenType.Number):
                ReadVersion(ref reader);
                return true;
            case (Place.Tests, JsonTokenType.StartArray):
                _place = Place.TestEntries;
                return true;
            case (Place.Pairs, JsonTokenType.StartArray):
                (_place, _hasPairs) = (Place.PairEntries, true);
                return true;
            case (Place.TestEntries or Place.PairEntries, JsonTokenType.EndArray):
                _place = Place.Members;
                return true;
            case (Place.TestEntries or Place.PairEntries, JsonTokenType.StartObject):
                return TryTakeEntry(ref reader);
            case (Place.Unknown, _):
                if (!reader.TrySkip()) return false;
                _place = Place.Members;
                return true;
            default:
                throw new JsonException("The file holds something else than a state.");
        }
    }

    private static Place MemberAt(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("version"u8) ? Place.Version
        : reader.ValueTextEquals("tests"u8) ? Place.Tests
        : reader.ValueTextEquals("pairs"u8) ? Place.Pairs
        : Place.Unknown;

    private void ReadVersion(ref Utf8JsonReader reader)
    {
        if (!reader.TryGetInt32(out var version) || version < 1) throw new JsonException("The file's version is none.");
        if (version > Version) throw new DnsblStateVersionException(version);
        (_place, _hasVersion) = (Place.Members, true);
    }

    private bool TryTakeEntry(ref Utf8JsonReader reader)
    {
        var ahead = reader;
        if (!ahead.TrySkip()) return false;
        if (_place == Place.PairEntries)
        {
            State.Add(DnsblStateEntries.ReadPair(ref reader, Shared));
        }
        else
        {
            var (key, passedAt) = DnsblStateEntries.ReadTest(ref reader);
            State.Add(key, passedAt);
        }
        return true;
    }

    /// <summary>The same few zones, targets and codes come again and again: each is kept once.</summary>
    private string Shared(string text)
    {
        if (_shared.TryGetValue(text, out var shared)) return shared;
        _shared.Add(text, text);
        return text;
    }
}
