namespace SmtpAdmin.Provisioning;

/// <summary>The names under which a row of a table, or an object, has the parts of a record.</summary>
public static class DnsRecordColumns
{
    /// <summary>Sets that an object carries.</summary>
    public const string RecordSets = "RecordSets";

    /// <summary>The owner.</summary>
    public const string Name = "Name";

    /// <summary>The type.</summary>
    public const string Type = "Type";

    /// <summary>The time to live in seconds.</summary>
    public static IReadOnlyList<string> Ttl { get; } = ["TtlSeconds", "Ttl"];

    /// <summary>The data as it stands in a zone file.</summary>
    public const string Data = "Data";

    /// <summary>The data as people write it.</summary>
    public const string Value = "Value";

    /// <summary>A row out of its parts.</summary>
    /// <param name="partOf">The texts under a name, whatever its case; none where there is nothing.</param>
    /// <returns>The row; null where it has no name and no type, and so is none.</returns>
    public static DnsRecordRow? Row(Func<string, IReadOnlyList<string>> partOf)
    {
        ArgumentNullException.ThrowIfNull(partOf);
        var (name, type) = (One(partOf(Name)), One(partOf(Type)));
        if (name.Length == 0 && type.Length == 0) return null;
        return new DnsRecordRow
        {
            Name = name,
            Type = type,
            Ttl = Ttl.Select(column => One(partOf(column))).FirstOrDefault(text => text.Length > 0),
            Data = partOf(Data),
            Value = partOf(Value),
        };
    }

    private static string One(IReadOnlyList<string> texts) => texts.Count > 0 ? texts[0].Trim() : "";
}
