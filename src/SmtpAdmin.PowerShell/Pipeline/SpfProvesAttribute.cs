using System.Collections;
using System.Management.Automation;
using SmtpAdmin.Spf;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes senders as text, or objects and tables with the parts as properties: the address, the MAIL FROM address and the HELO name.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SpfProvesAttribute() : ObjectToTextAttribute(Names)
{
    private const string NullSender = "<>";

    /// <summary>The properties that hold the address.</summary>
    internal static readonly string[] Names = ["IPAddress", "Address"];

    /// <inheritdoc/>
    protected override string? TextOf(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        if (item.BaseObject is not (IDictionary or PSCustomObject or SpfSender or SpfCheckResult)) return null;
        if ((Part(item, "IPAddress") ?? Part(item, "Address")) is not { Length: > 0 } address) return null;
        var mailFrom = Part(item, "MailFrom");
        var parts = mailFrom is null ? address : $"{address}={(mailFrom.Length > 0 ? mailFrom : NullSender)}";
        return Part(item, "HeloName") is { Length: > 0 } heloName ? $"{parts} {heloName}" : parts;
    }

    /// <summary>A part as text; null where the object has none, and an empty MAIL FROM is the null sender.</summary>
    private static string? Part(PSObject item, string name)
    {
        var value = item.BaseObject is IDictionary table
            ? table.Cast<DictionaryEntry>().FirstOrDefault(entry => entry.Key is string key && key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value
            : item.Properties[name]?.Value;
        return value is null ? null : LanguagePrimitives.ConvertTo<string>(value).Trim();
    }
}
