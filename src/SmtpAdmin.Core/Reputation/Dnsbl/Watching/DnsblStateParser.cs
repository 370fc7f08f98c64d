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
    private (long Line, long Octet) _at = (1, 1); // where what was not taken yet begins
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
        Blind,
        BlindEntries,
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
    /// <exception cref="DnsblStateDamageException">It is no JSON, or has another shape.</exception>
    /// <exception cref="DnsblStateVersionException">A later version wrote it.</exception>
    public int Take(ReadOnlySpan<byte> octets, bool isLast)
    {
        var reader = new Utf8JsonReader(octets, isLast, _reader);
        long? token = null;
        try
        {
            while (true)
            {
                var before = reader;
                token = null;
                var isRead = reader.Read();
                token = reader.TokenStartIndex;
                if (isRead && TryTakeToken(ref reader)) continue;
                reader = before;
                break;
            }
            if (isLast && !(_place == Place.End && _hasVersion && _hasPairs)) throw new DnsblStateShapeException("the file ends without a version or without pairs");
        }
        // What is wrong with the octets themselves, the JSON reader says by other exceptions as well: text that is no UTF-8, half characters.
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            // All that is wrong before the end was found when this was not the last yet.
            var isTorn = isLast && exception is not DnsblStateShapeException;
            if ((isTorn || token is null) && exception is JsonException { LineNumber: { } lines, BytePositionInLine: { } position })
                throw DnsblStateDamageException.At(lines + 1, position + 1, isTorn ? "the file ends in the middle" : "that is no JSON", exception);
            var (line, octet) = PlaceOf(octets[..(int)(token ?? reader.BytesConsumed)]);
            throw DnsblStateDamageException.At(line, octet, What(exception), exception);
        }
        _reader = reader.CurrentState;
        _at = PlaceOf(octets[..(int)reader.BytesConsumed]);
        return (int)reader.BytesConsumed;
    }

    /// <summary>Where in the file the octet behind these is.</summary>
    private (long Line, long Octet) PlaceOf(ReadOnlySpan<byte> before)
    {
        var lines = before.Count((byte)'\n');
        return lines == 0 ? (_at.Line, _at.Octet + before.Length) : (_at.Line + lines, before.Length - before.LastIndexOf((byte)'\n'));
    }

    private static string What(Exception exception) => exception switch
    {
        DnsblStateShapeException => exception.Message,
        JsonException { Path: { Length: > 2 } path } => $"an entry's '{PlainText.Excerpt(path[2..])}' is not what belongs there",
        JsonException => "an entry lacks something, or is none",
        _ => "the text is no UTF-8",
    };

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
            case (Place.Blind, JsonTokenType.StartArray):
                _place = Place.BlindEntries;
                return true;
            case (Place.Pairs, JsonTokenType.StartArray):
                (_place, _hasPairs) = (Place.PairEntries, true);
                return true;
            case (Place.TestEntries or Place.BlindEntries or Place.PairEntries, JsonTokenType.EndArray):
                _place = Place.Members;
                return true;
            case (Place.TestEntries or Place.BlindEntries or Place.PairEntries, JsonTokenType.StartObject):
                return TryTakeEntry(ref reader);
            case (Place.Unknown, _):
                if (!reader.TrySkip()) return false;
                _place = Place.Members;
                return true;
            default:
                throw new DnsblStateShapeException("what stands there belongs into no state file");
        }
    }

    private static Place MemberAt(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("version"u8) ? Place.Version
        : reader.ValueTextEquals("tests"u8) ? Place.Tests
        : reader.ValueTextEquals("blind"u8) ? Place.Blind
        : reader.ValueTextEquals("pairs"u8) ? Place.Pairs
        : Place.Unknown;

    private void ReadVersion(ref Utf8JsonReader reader)
    {
        if (!reader.TryGetInt32(out var version) || version < 1) throw new DnsblStateShapeException("the version is none");
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
        else if (_place == Place.BlindEntries)
        {
            State.AddBlind(DnsblStateEntries.ReadBlind(ref reader));
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
