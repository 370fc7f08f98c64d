using System.Buffers;
using System.Text.Json;

namespace SmtpAdmin.Reputation;

/// <summary>Writes a state file: an entry a line, sorted, so that people and <c>diff</c> can read it. The format stands at <see cref="DnsblWatch"/>.</summary>
internal static class DnsblStateWriter
{
    private const int FlushSize = 64 * 1024;

    private static readonly JsonWriterOptions Options = new() { SkipValidation = true };

    /// <summary>Writes everything, holding no more than a few lines of it at a time.</summary>
    public static async Task WriteAsync(Stream stream, DnsblState state, CancellationToken cancellationToken)
    {
        var buffer = new ArrayBufferWriter<byte>(FlushSize);
        var json = new Utf8JsonWriter(buffer, Options);
        await using (json.ConfigureAwait(false))
        {
            buffer.Write("{\"version\":1,\n\"tests\":["u8);
            var tests = state.Tests.OrderBy(test => test.Key.Zone, StringComparer.OrdinalIgnoreCase).ThenBy(test => test.Key.Subject);
            await WriteLinesAsync(stream, buffer, json, tests, WriteTest, cancellationToken).ConfigureAwait(false);
            if (state.Blind.Count > 0)
            {
                buffer.Write("\n],\n\"blind\":["u8);
                var blind = state.Blind.Values.OrderBy(list => list.Zone, StringComparer.OrdinalIgnoreCase);
                await WriteLinesAsync(stream, buffer, json, blind, WriteBlind, cancellationToken).ConfigureAwait(false);
            }
            buffer.Write("\n],\n\"pairs\":["u8);
            var pairs = state.Pairs.Values.OrderBy(pair => pair.Target, StringComparer.OrdinalIgnoreCase).ThenBy(pair => pair.Zone, StringComparer.OrdinalIgnoreCase);
            await WriteLinesAsync(stream, buffer, json, pairs, WritePair, cancellationToken).ConfigureAwait(false);
            buffer.Write("\n]}\n"u8);
            await stream.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task WriteLinesAsync<T>(
        Stream stream, ArrayBufferWriter<byte> buffer, Utf8JsonWriter json, IEnumerable<T> items, Action<Utf8JsonWriter, T> write, CancellationToken cancellationToken)
    {
        var separator = "\n";
        foreach (var item in items)
        {
            buffer.Write(separator == "\n" ? "\n"u8 : ",\n"u8);
            separator = ",\n";
            json.Reset();
            write(json, item);
            json.Flush();
            if (buffer.WrittenCount < FlushSize) continue;
            await stream.WriteAsync(buffer.WrittenMemory, cancellationToken).ConfigureAwait(false);
            buffer.ResetWrittenCount();
        }
    }

    private static void WriteTest(Utf8JsonWriter json, KeyValuePair<DnsblTestKey, DateTimeOffset> test)
    {
        json.WriteStartObject();
        json.WriteText("zone", test.Key.Zone);
        json.WriteString("subject", test.Key.Subject.ToString());
        json.WriteTime("passedAt", test.Value);
        json.WriteEndObject();
    }

    private static void WriteBlind(Utf8JsonWriter json, DnsblBlindState blind)
    {
        json.WriteStartObject();
        json.WriteText("zone", blind.Zone);
        json.WriteTime("since", blind.Since);
        json.WriteTime("checkedAt", blind.CheckedAt);
        if (blind.IsTold) json.WriteBoolean("told", true);
        json.WriteEndObject();
    }

    private static void WritePair(Utf8JsonWriter json, DnsblPairState pair)
    {
        json.WriteStartObject();
        json.WriteText("target", pair.Target);
        json.WriteText("zone", pair.Zone);
        json.WriteString("status", pair.Status.ToString());
        if (pair.Codes.Count > 0) json.WriteTexts("codes", pair.Codes);
        if (pair.Since is not null) json.WriteTime("since", pair.Since);
        json.WriteTime("checkedAt", pair.CheckedAt);
        if (pair.Pending is { } pending)
        {
            json.WriteStartObject("pending");
            json.WriteString("status", pending.Status.ToString());
            if (pending.Codes.Count > 0) json.WriteTexts("codes", pending.Codes);
            json.WriteNumber("runs", pending.Runs);
            json.WriteTime("since", pending.Since);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
