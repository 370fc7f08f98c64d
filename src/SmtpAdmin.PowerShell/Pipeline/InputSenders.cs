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
    // As the parts are called in mail logs, policy services, message traces and reports; case, spaces, hyphens and underscores do not
    // matter. 'From' is not among them: in such files it is the header, which SPF is not about.
    private static readonly string[] AddressNames = ["IPAddress", "Address", "IP", "ClientIP", "ClientAddress", "ClientIPAddress", "SourceIP", "FromIP", "RemoteAddress"];
    private static readonly string[] MailFromNames = ["MailFrom", "EnvelopeFrom", "EnvelopeSender", "ReturnPath", "SenderAddress", "Sender"];
    private static readonly string[] HeloNames = ["HeloName", "HelloName", "EhloName", "Helo", "Ehlo", "HeloHost"];

    /// <summary>Reads one.</summary>
    /// <param name="input">What was bound.</param>
    /// <param name="sender">The sender; null where there is none.</param>
    /// <returns>Why there is none; null where there is one, or where the input is an empty line or a comment.</returns>
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

        var parts = Parts(item).ToLookup(part => part.Name, part => part.Value, StringComparer.OrdinalIgnoreCase);
        if (ipAddress is null && !AddressNames.Any(parts.Contains))
            return $"The object {PlainText.Excerpt($"@{{{string.Join("; ", Parts(item).Select(part => part.Name))}}}")} has no property for the address: {string.Join(", ", AddressNames)}. Give one that name: Select-Object *, @{{ n = 'IPAddress'; e = '...' }}.";
        // An empty MAIL FROM is the null sender, whatever stands under a name that says less of what it is; the others cannot be empty.
        var from = MailFromNames.FirstOrDefault(parts.Contains) is { } name ? Value(parts, [name]) ?? "" : mailFrom;
        return SpfSenderText.TryRead(Value(parts, AddressNames) ?? ipAddress, from, Value(parts, HeloNames) ?? heloName, out sender, out var problem) ? null : problem;
    }

    private static string? Value(ILookup<string, object?> parts, string[] names) =>
        names.SelectMany(name => parts[name]).Select(value => value is null ? "" : LanguagePrimitives.ConvertTo<string>(value).Trim()).FirstOrDefault(text => text.Length > 0);

    private static IEnumerable<(string Name, object? Value)> Parts(PSObject item) => item.BaseObject is IDictionary table
        ? table.Cast<DictionaryEntry>().Select(entry => (Plain($"{entry.Key}"), (object?)entry.Value))
        : item.Properties.Where(property => property.IsGettable).Select(property => (Plain(property.Name), (object?)property.Value));

    private static string Plain(string name) => string.Concat(name.Where(char.IsLetterOrDigit));
}
