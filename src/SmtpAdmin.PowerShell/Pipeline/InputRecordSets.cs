using System.Collections;
using System.Management.Automation;
using System.Net;
using System.Numerics;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Record sets, as they are bound: what makes records, lines of a zone file, and rows with a name, a type and data.</summary>
/// <param name="zone">The zone that <c>@</c> stands for; null for none.</param>
internal sealed class InputRecordSets(DnsName? zone)
{
    /// <summary>Reads one input.</summary>
    /// <param name="input">What was bound.</param>
    /// <returns>The sets; none of an empty line or a comment.</returns>
    /// <exception cref="DnsRecordException">It holds none, or none that can be published.</exception>
    public IReadOnlyList<DnsRecordSet> Read(object? input)
    {
        var item = input is null ? null : PSObject.AsPSObject(input);
        switch (item?.BaseObject)
        {
            case null: return [];
            case IDnsRecordSource source: return Carried(source.RecordSets, item);
            case string line: return line.Trim() is { Length: > 0 } text && text[0] is not ('#' or ';') ? [DnsRecordLine.Parse(text)] : [];
        }
        if (ValueOf(item, DnsRecordColumns.RecordSets) is { } sets)
            return Carried(Together(Items(sets)), item);
        return ReadRow(item);
    }

    private IReadOnlyList<DnsRecordSet> ReadRow(PSObject item) => DnsRecordColumns.Row(name => Texts(name, ValueOf(item, name))) is { } row
        ? [row.ToRecordSet(zone, mayBeEmpty: ValueOf(item, DnsRecordColumns.Data) is not null)]
        : throw new DnsRecordException(DnsRecordFault.NoRecord, $"The object {PlainText.Excerpt($"{item}")} is no record: it has no RecordSets, and no Name and Type.", $"{item}");

    /// <summary>
    /// Sets within an object. Of one that came from another process or a file they may be the lines of their text, and a set carries itself
    /// there: what is in it is not looked for again.
    /// </summary>
    private IReadOnlyList<DnsRecordSet> Together(IEnumerable<object?> items)
    {
        var batch = new DnsRecordBatch();
        foreach (var item in items.OfType<object>().Select(PSObject.AsPSObject))
        {
            var sets = item.BaseObject switch
            {
                IDnsRecordSource source => source.RecordSets,
                string lines => [.. lines.Split('\n').SelectMany(Read)],
                // A row may have its data as one text, as CSV has it, but a set has a list.
                _ => ValueOf(item, DnsRecordColumns.Data) is { } data && PSObject.AsPSObject(data).BaseObject is string
                    ? throw DnsRecordInputFaults.Joined($"{ValueOf(item, DnsRecordColumns.Name)}")
                    : ReadRow(item),
            };
            foreach (var set in sets) batch.Add(set);
        }
        return batch.Sets;
    }

    /// <summary>What was there before the records were published, where the input tells: as it is, or as it comes from another machine or from JSON.</summary>
    /// <returns>Null where it does not.</returns>
    /// <exception cref="DnsRecordException">That is no record set.</exception>
    public DnsRecordSet? ReadBefore(object? input)
    {
        var item = input is null ? null : PSObject.AsPSObject(input);
        if (item?.BaseObject is DnsPublication publication) return publication.Before;
        if (item is null || item.BaseObject is string or IDnsRecordSource || ValueOf(item, DnsRecordColumns.RecordSets) is null) return null;
        return ValueOf(item, nameof(DnsPublication.Before)) is { } before && Together([before]) is { Count: > 0 } sets ? sets[0] : null;
    }

    private static IReadOnlyList<DnsRecordSet> Carried(IReadOnlyList<DnsRecordSet> sets, PSObject item) =>
        sets.Count > 0 ? sets : throw DnsRecordInputFaults.NothingToPublish($"{item}", ErrorOf(item));

    /// <summary>Why there are none, where the object tells. ConvertTo-Json writes a severity as its number.</summary>
    private static string? ErrorOf(PSObject item) => ValueOf(item, "Findings") is not { } findings ? null : Items(findings).OfType<object>().Select(PSObject.AsPSObject)
        .Where(finding => LanguagePrimitives.TryConvertTo<FindingSeverity>(ValueOf(finding, nameof(Finding.Severity)), out var severity) && severity == FindingSeverity.Error)
        .Select(finding => $"{ValueOf(finding, nameof(Finding.Message))} {ValueOf(finding, nameof(Finding.Remedy))}".Trim()).FirstOrDefault();

    private static IEnumerable<object?> Items(object value) => LanguagePrimitives.GetEnumerable(value) is { } several ? several.Cast<object?>() : [value];

    private static IReadOnlyList<string> Texts(string column, object? value) =>
        value is null ? [] : [.. Items(value).OfType<object>().Select(part => TextOf(column, part)).Where(text => text.Length > 0)];

    /// <summary>The shell makes a text of every object, be it only the name of its type: a row is not to publish that.</summary>
    private static string TextOf(string column, object part)
    {
        if (column is not (DnsRecordColumns.Data or DnsRecordColumns.Value)) return LanguagePrimitives.ConvertTo<string>(part);
        var plain = PSObject.AsPSObject(part).BaseObject;
        var isNumber = plain is not (bool or char) && (plain.GetType().IsPrimitive || plain is decimal or BigInteger);
        return plain is string or char or IPAddress or DnsName || isNumber ? LanguagePrimitives.ConvertTo<string>(part) : throw DnsRecordInputFaults.NoText(column, PSObject.AsPSObject(part).TypeNames.FirstOrDefault("object"));
    }

    private static object? ValueOf(PSObject item, string name)
    {
        if (item.BaseObject is not IDictionary table) return item.Properties[name]?.Value;
        foreach (DictionaryEntry entry in table)
        {
            if (entry.Key is string key && key.Equals(name, StringComparison.OrdinalIgnoreCase)) return entry.Value;
        }
        return null;
    }
}
