namespace SmtpAdmin.Spf;

/// <summary>Makes findings.</summary>
internal static class SpfRule
{
    public static Finding Error(string code, string message, string remedy, string section) => new(FindingSeverity.Error, code, message, remedy, Reference(section));

    public static Finding Warning(string code, string message, string remedy, string section) => new(FindingSeverity.Warning, code, message, remedy, Reference(section));

    public static Finding Note(string code, string message, string remedy, string section) => new(FindingSeverity.Information, code, message, remedy, Reference(section));

    /// <summary>A text in quotes, made fit to stand in a message.</summary>
    public static string Quote(string text) => $"'{PlainText.Excerpt(text)}'";

    /// <summary>A record in quotes as a remedy tells it, to be written just so: longer than what is told of others' text.</summary>
    public static string Whole(string record) => $"'{PlainText.Excerpt(record, 600)}'";

    /// <summary>How a look-up ended.</summary>
    public static string Describe(Dns.DnsAnswer answer) => answer.OutcomeText;

    private static string Reference(string section) => section.Length > 0 && char.IsAsciiDigit(section[0]) ? $"RFC 7208 section {section}" : section;
}
