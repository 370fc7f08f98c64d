namespace SmtpAdmin.Provisioning;

/// <summary>What is the matter with objects that are given as records, in words that are the same wherever they come from.</summary>
public static class DnsRecordInputFaults
{
    /// <summary>The data of a set within an object is one text. A set has a list there, whose records a conversion to JSON that went no deeper has joined.</summary>
    /// <param name="name">The set's owner.</param>
    public static DnsRecordException Joined(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new(DnsRecordFault.BadData, $"In RecordSets, the Data of {PlainText.Excerpt(name)} is one text and no list: ConvertTo-Json went no deeper, and joined the records into one. Convert the object anew: ConvertTo-Json -Depth 5.", name);
    }

    /// <summary>A part of a record is an object that would be published as the name of its kind.</summary>
    /// <param name="column">The part.</param>
    /// <param name="kind">What it is.</param>
    public static DnsRecordException NoText(string column, string kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return new(DnsRecordFault.BadData, $"{column} holds an object ({PlainText.Excerpt(kind)}), which is no data of a record. Give a text, a number, an IP address, or a list of these.", column);
    }

    /// <summary>An object that makes records has none.</summary>
    /// <param name="subject">The object.</param>
    /// <param name="reason">Why there is none, as its findings have it; null where they have no error.</param>
    public static DnsRecordException NothingToPublish(string subject, string? reason)
    {
        ArgumentNullException.ThrowIfNull(subject);
        return new(DnsRecordFault.NoRecord, string.IsNullOrWhiteSpace(reason)
            ? $"The object {PlainText.Excerpt(subject)} has no record to publish: there is none, or it has no name. Make it with the name of its domain."
            : $"The object {PlainText.Excerpt(subject)} has no record to publish. {PlainText.Excerpt(reason, 400)}", subject);
    }
}
