using System.Text.Json;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Cli.Input;

/// <summary>Reads record sets of lines: JSON as <c>--json</c> prints it, lines of a zone file, or a table with the names of its columns in the first.</summary>
/// <param name="zone">The zone that <c>@</c> stands for; null for none.</param>
internal sealed class RecordSetLines(DnsName? zone)
{
    private bool _isFirst = true;
    private IReadOnlyList<string>? _columns;

    /// <summary>Reads a line.</summary>
    /// <returns>The sets; none of the first line of a table.</returns>
    /// <exception cref="DnsRecordException">It holds none, or none that can be published.</exception>
    public IReadOnlyList<DnsRecordSet> Read(string line)
    {
        var isFirst = _isFirst;
        _isFirst = false;
        line = line.Trim().TrimStart('\uFEFF'); // at the head of files that come from Windows
        if (line.StartsWith('{') || line.StartsWith('[')) return ReadJson(line);
        if (isFirst && CsvLine.Split(line, ',') is var columns && Has(columns, DnsRecordColumns.Name) && Has(columns, DnsRecordColumns.Type))
        {
            _columns = columns;
            return [];
        }
        if (_columns is null) return line.StartsWith(';') ? [] : [DnsRecordLine.Parse(line)];
        var cells = CsvLine.Split(line, ',');
        return DnsRecordColumns.Row(name => Enumerable.Range(0, _columns.Count).Where(at => at < cells.Count && Is(_columns[at], name) && cells[at].Length > 0).Select(at => cells[at]).ToList()) is { } row ? [row.ToRecordSet(zone)] : [];
    }

    /// <summary>Reads a line, and what was there before its records were published, where it tells.</summary>
    /// <exception cref="DnsRecordException">As of <see cref="Read(string)"/>.</exception>
    public (IReadOnlyList<DnsRecordSet> Sets, DnsRecordSet? Before) ReadWithBefore(string line)
    {
        var sets = Read(line);
        if (!line.TrimStart().StartsWith('{')) return (sets, null);
        using var document = JsonDocument.Parse(line);
        return (sets, Find(document.RootElement, nameof(DnsPublication.Before)) is { ValueKind: JsonValueKind.Object } before ? Read(before, line)[0] : null);
    }

    private IReadOnlyList<DnsRecordSet> ReadJson(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Read(document.RootElement, line);
        }
        catch (JsonException exception)
        {
            throw new DnsRecordException(DnsRecordFault.BadData, $"'{PlainText.Excerpt(line)}' is no JSON object on one line: {exception.Message}", line);
        }
    }

    private IReadOnlyList<DnsRecordSet> Read(JsonElement element, string line)
    {
        if (element.ValueKind == JsonValueKind.Array) return [.. element.EnumerateArray().SelectMany(item => Read(item, line))];
        if (element.ValueKind == JsonValueKind.Object)
        {
            if (Find(element, DnsRecordColumns.RecordSets) is { ValueKind: JsonValueKind.Array } sets)
            {
                if (sets.GetArrayLength() == 0 && ErrorOf(element) is { } error) throw DnsRecordInputFaults.NothingToPublish(PlainText.Excerpt(line), error);
                foreach (var set in sets.EnumerateArray())
                {
                    if (set.ValueKind == JsonValueKind.Object && Find(set, DnsRecordColumns.Data) is { ValueKind: JsonValueKind.String })
                        throw DnsRecordInputFaults.Joined(Texts(DnsRecordColumns.Name, Find(set, DnsRecordColumns.Name)).FirstOrDefault(""));
                }
                if (sets.GetArrayLength() > 0) return Read(sets, line);
            }
            if (DnsRecordColumns.Row(name => Texts(name, Find(element, name))) is { } row) return [row.ToRecordSet(zone, mayBeEmpty: Find(element, DnsRecordColumns.Data) is { ValueKind: JsonValueKind.Array })]; // a set that is to be gone
        }
        throw new DnsRecordException(DnsRecordFault.NoRecord, $"'{PlainText.Excerpt(line)}' is no record: it has no RecordSets, and no Name and Type.", line);
    }

    /// <summary>Why an object has no records, where its findings tell.</summary>
    private static string? ErrorOf(JsonElement element) => Find(element, "Findings") is not { ValueKind: JsonValueKind.Array } findings ? null : findings.EnumerateArray()
        .Where(finding => finding.ValueKind == JsonValueKind.Object && Texts("", Find(finding, nameof(Finding.Severity))) is [var severity] && Enum.TryParse<FindingSeverity>(severity, ignoreCase: true, out var parsed) && parsed == FindingSeverity.Error)
        .Select(finding => string.Join(' ', Texts("", Find(finding, nameof(Finding.Message))).Concat(Texts("", Find(finding, nameof(Finding.Remedy)))))).FirstOrDefault();

    private static JsonElement? Find(JsonElement element, string name)
    {
        foreach (var property in element.EnumerateObject())
        {
            if (Is(property.Name, name)) return property.Value;
        }
        return null;
    }

    private static IReadOnlyList<string> Texts(string column, JsonElement? element) => element switch
    {
        null or { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => [],
        { ValueKind: JsonValueKind.Array } several => [.. several.EnumerateArray().SelectMany(item => Texts(column, item))],
        { ValueKind: JsonValueKind.String } text => text.GetString() is { Length: > 0 } value ? [value] : [],
        { ValueKind: JsonValueKind.Object or JsonValueKind.True or JsonValueKind.False } other when column is DnsRecordColumns.Data or DnsRecordColumns.Value => throw DnsRecordInputFaults.NoText(column, $"{other.ValueKind}"),
        { } other => [other.GetRawText()],
    };

    private static bool Has(IReadOnlyList<string> columns, string name) => columns.Any(column => Is(column, name));

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);
}
