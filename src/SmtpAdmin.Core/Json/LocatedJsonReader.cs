using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace SmtpAdmin;

/// <summary>
/// Reads a JSON text that people write: comments, commas behind the last value and a byte order mark are taken. What is wrong with it
/// is told with its place; nothing is thrown.
/// </summary>
internal sealed partial class LocatedJsonReader
{
    private const int MaxDepth = 32;
    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = MaxDepth };

    private readonly JsonProblems _problems;

    private LocatedJsonReader(JsonProblems problems) => _problems = problems;

    /// <summary>Reads a text.</summary>
    /// <param name="file">The octets as they stand in the file.</param>
    /// <param name="problems">What is wrong with them: whoever looks closer adds to it.</param>
    /// <returns>The value; null where the text is no JSON.</returns>
    public static LocatedJson? Read(ReadOnlyMemory<byte> file, out JsonProblems problems)
    {
        var text = file.Span.StartsWith("\uFEFF"u8) ? file[3..] : file;
        var positions = new TextPositions(text);
        problems = new JsonProblems(positions);
        if (FirstWrongOctet(text.Span) is { } wrong)
        {
            problems.Add(wrong, "", "This is not UTF-8.", file.Span is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] ? "The file is in UTF-16: save it as UTF-8." : "Save the file as UTF-8.");
            return null;
        }
        try
        {
            var reader = new Utf8JsonReader(text.Span, Options);
            reader.Read();
            var value = new LocatedJsonReader(problems).Value(ref reader, "");
            while (reader.Read())
            {
                // A second value is an error that the reader tells.
            }
            return value;
        }
        catch (JsonException exception)
        {
            var offset = positions.OffsetOf(exception.LineNumber ?? 0, exception.BytePositionInLine ?? 0);
            if (text.Span.IndexOfAnyExcept(" \t\r\n"u8) < 0) problems.Add(0, "", "There is nothing in it.");
            else problems.Add(offset, "", $"This is no JSON: {Reason(exception)}");
            return null;
        }
    }

    private LocatedJson Value(ref Utf8JsonReader reader, string path)
    {
        var offset = (int)reader.TokenStartIndex;
        var value = reader.TokenType switch
        {
            JsonTokenType.StartObject => new LocatedJson { Offset = offset, Kind = JsonValueKind.Object, Members = Members(ref reader, path) },
            JsonTokenType.StartArray => new LocatedJson { Offset = offset, Kind = JsonValueKind.Array, Items = Items(ref reader, path) },
            JsonTokenType.String => new LocatedJson { Offset = offset, Kind = JsonValueKind.String, Text = Text(ref reader, path) },
            JsonTokenType.True => new LocatedJson { Offset = offset, Kind = JsonValueKind.True },
            JsonTokenType.False => new LocatedJson { Offset = offset, Kind = JsonValueKind.False },
            JsonTokenType.Null => new LocatedJson { Offset = offset, Kind = JsonValueKind.Null },
            _ => new LocatedJson { Offset = offset, Kind = JsonValueKind.Number, Text = Encoding.ASCII.GetString(reader.ValueSpan) },
        };
        value.End = (int)reader.BytesConsumed;
        return value;
    }

    private List<LocatedMember> Members(ref Utf8JsonReader reader, string path)
    {
        var members = new List<LocatedMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var offset = (int)reader.TokenStartIndex;
            var name = Text(ref reader, path);
            var own = JsonPath.Of(path, name);
            reader.Read();
            var value = Value(ref reader, own);
            if (names.Add(name)) members.Add(new LocatedMember(name, offset, value));
            else _problems.Add(offset, own, $"'{PlainText.Excerpt(name)}' stands here twice.", "Keep one of them.");
        }
        return members;
    }

    private List<LocatedJson> Items(ref Utf8JsonReader reader, string path)
    {
        var items = new List<LocatedJson>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) items.Add(Value(ref reader, JsonPath.Of(path, items.Count)));
        return items;
    }

    private string Text(ref Utf8JsonReader reader, string path)
    {
        try
        {
            return reader.GetString() ?? "";
        }
        catch (InvalidOperationException) // the one thing that the reader leaves to be found here: half a surrogate pair, escaped
        {
            _problems.Add((int)reader.TokenStartIndex, path, "This holds an escape that is half a character.", "Write both halves, as in \\uD83D\\uDE00, or the character itself.");
            return "\uFFFD";
        }
    }

    private static int? FirstWrongOctet(ReadOnlySpan<byte> text)
    {
        if (System.Text.Unicode.Utf8.IsValid(text)) return null;
        var at = 0;
        while (System.Text.Rune.DecodeFromUtf8(text[at..], out _, out var length) == System.Buffers.OperationStatus.Done) at += length;
        return at;
    }

    /// <summary>The reader's words, without the place that it appends in its own count.</summary>
    private static string Reason(JsonException exception) => PlainText.Excerpt(Place().Replace(exception.Message, ""), 240);

    [GeneratedRegex(@"\s*(Path: .*?\| )?LineNumber: \d+ \| BytePositionInLine: \d+\.\s*$", RegexOptions.CultureInvariant)]
    private static partial Regex Place();
}
