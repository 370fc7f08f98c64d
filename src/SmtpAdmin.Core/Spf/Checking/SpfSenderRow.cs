using System.Diagnostics.CodeAnalysis;

namespace SmtpAdmin.Spf;

/// <summary>Reads senders of tables and objects: a name and a value for each part. Case, blanks, hyphens and underscores of a name do not matter.</summary>
public static class SpfSenderRow
{
    // As the parts are called in mail logs, policy services, message traces and reports. 'From' is not among them: in such files it is the
    // header, which SPF is not about.
    private static readonly string[] AddressNames = ["IPAddress", "Address", "IP", "ClientIP", "ClientAddress", "ClientIPAddress", "SourceIP", "FromIP", "RemoteAddress"];
    private static readonly string[] MailFromNames = ["MailFrom", "EnvelopeFrom", "EnvelopeSender", "ReturnPath", "SenderAddress", "Sender"];
    private static readonly string[] HeloNames = ["HeloName", "HelloName", "EhloName", "Helo", "Ehlo", "HeloHost"];

    /// <summary>The name is one that is taken for a part of a sender.</summary>
    /// <param name="name">The name of a column or a property.</param>
    public static bool IsPart(string name) => IsIn(AddressNames, name) || IsIn(MailFromNames, name) || IsIn(HeloNames, name);

    /// <summary>What is the matter with the names of a table: a part that nothing stands for.</summary>
    /// <param name="names">The names.</param>
    /// <param name="address">The IP address where there is none; null for none.</param>
    /// <param name="mailFrom">The MAIL FROM address where there is none; null for none.</param>
    /// <returns>The name that would do, and what is wrong, in sentences; null when nothing is.</returns>
    public static (string Name, string Problem)? Lacking(IReadOnlyCollection<string> names, string? address, string? mailFrom)
    {
        ArgumentNullException.ThrowIfNull(names);
        if (address is null && !names.Any(name => IsIn(AddressNames, name))) return Lacking(names, "the IP address", AddressNames, "");
        // Without one the sender would be taken for the null sender, or for postmaster: for somebody else than who is meant.
        return mailFrom is null && !names.Any(name => IsIn(MailFromNames, name)) ? Lacking(names, "the MAIL FROM address", MailFromNames, " An empty one is the null sender.") : null;
    }

    /// <summary>Reads one.</summary>
    /// <param name="row">The names and what stands under them.</param>
    /// <param name="address">The IP address where there is none; null for none.</param>
    /// <param name="mailFrom">The MAIL FROM address where there is none; null for none.</param>
    /// <param name="heloName">The HELO name where there is none; null for none.</param>
    /// <param name="sender">The sender.</param>
    /// <param name="problem">Why there is none, in sentences; null when there is one, and for a row with nothing in it.</param>
    public static bool TryRead(
        IReadOnlyCollection<(string Name, string Value)> row, string? address, string? mailFrom, string? heloName, [NotNullWhen(true)] out SpfSender? sender, out string? problem)
    {
        ArgumentNullException.ThrowIfNull(row);
        sender = null;
        problem = null;
        if (row.Count > 0 && row.All(part => string.IsNullOrWhiteSpace(part.Value))) return false;
        problem = Lacking([.. row.Select(part => part.Name)], address, mailFrom)?.Problem;
        if (problem is not null) return false;
        // An empty MAIL FROM is the null sender, whatever stands under a name that says less of what it is; the others cannot be empty.
        var from = MailFromNames.SelectMany(name => Values(row, name)).FirstOrDefault() ?? mailFrom;
        return SpfSenderText.TryRead(First(row, AddressNames) ?? address, from, First(row, HeloNames) ?? heloName, out sender, out problem);
    }

    private static (string Name, string Problem) Lacking(IReadOnlyCollection<string> names, string part, string[] taken, string more) =>
        (taken[0], $"No column or property for {part} was found among {PlainText.Excerpt(names.Count > 0 ? string.Join(", ", names) : "(none)")}. These names are taken: {string.Join(", ", taken)}.{more} Give the right one such a name.");

    private static string? First(IReadOnlyCollection<(string Name, string Value)> row, string[] names) =>
        names.SelectMany(name => Values(row, name)).FirstOrDefault(value => value.Length > 0);

    private static IEnumerable<string> Values(IReadOnlyCollection<(string Name, string Value)> row, string name) =>
        row.Where(part => IsIn([name], part.Name)).Select(part => part.Value.Trim());

    private static bool IsIn(string[] names, string name) => names.Contains(string.Concat(name.Where(char.IsLetterOrDigit)), StringComparer.OrdinalIgnoreCase);
}
