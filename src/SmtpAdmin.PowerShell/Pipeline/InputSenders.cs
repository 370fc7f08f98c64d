using System.Collections;
using System.Management.Automation;
using System.Net;
using SmtpAdmin.Spf;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Senders, as they are bound: text, or objects with a property for each part.</summary>
/// <param name="ipAddress">The address where an object or a line has none; null for none.</param>
/// <param name="mailFrom">The MAIL FROM address where there is none; null for none.</param>
/// <param name="heloName">The HELO name where there is none; null for none.</param>
internal sealed class InputSenders(string? ipAddress, string? mailFrom, string? heloName)
{
    /// <summary>Reads one.</summary>
    /// <param name="input">What was bound.</param>
    /// <param name="sender">The sender; null where there is none.</param>
    /// <returns>Why there is none; null where there is one, or where the input is an empty line or row, or a comment.</returns>
    public string? Read(object? input, out SpfSender? sender)
    {
        sender = null;
        var item = input is null ? null : PSObject.AsPSObject(input);
        switch (item?.BaseObject)
        {
            case null: return null;
            case SpfSender ready:
                sender = ready;
                return null;
            case string or IPAddress:
                var line = item.BaseObject.ToString()!.Trim();
                if (line.Length == 0 || line[0] == '#') return null;
                return SpfSenderText.TryParse(line, ipAddress, mailFrom, heloName, out sender, out var noSender) ? null : noSender;
        }

        var row = Parts(item).Select(part => (part.Name, Value: Text(part.Name, part.Value))).ToList();
        if (SpfSenderRow.TryRead(row, ipAddress, mailFrom, heloName, out sender, out var problem) || problem is null) return null;
        if (SpfSenderRow.Lacking([.. row.Select(part => part.Name)], ipAddress, mailFrom) is { } lacking) return $"{lacking.Problem} In PowerShell: Select-Object *, @{{ n = '{lacking.Name}'; e = '...' }}.";
        return $"{problem} It stands in {PlainText.Excerpt($"@{{{string.Join("; ", row.Where(part => SpfSenderRow.IsPart(part.Name)).Select(part => $"{part.Name}={part.Value}"))}}}")}.";
    }

    private static IEnumerable<(string Name, object? Value)> Parts(PSObject item) => item.BaseObject is IDictionary table
        ? table.Cast<DictionaryEntry>().Select(entry => ($"{entry.Key}", (object?)entry.Value))
        : item.Properties.Where(property => property.IsGettable).Select(property => (property.Name, (object?)property.Value));

    /// <summary>A part as text. Of what is no part it only matters whether there is something.</summary>
    private static string Text(string name, object? value) =>
        value is null ? "" : value as string ?? (SpfSenderRow.IsPart(name) ? MailFromAttribute.Marked(value) ?? LanguagePrimitives.ConvertTo<string>(value) : $"{value.GetType()}");
}
