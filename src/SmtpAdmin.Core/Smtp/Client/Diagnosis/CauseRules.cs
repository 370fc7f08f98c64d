namespace SmtpAdmin.Smtp.Client;

/// <summary>All rules, in the order in which they are tried: what is particular comes before what is general.</summary>
internal static class CauseRules
{
    private static readonly string[] Tables =
        ["facts", "connect", "tls", "vendors", "relay", "auth", "reputation", "addresses", "content", "deferral", "general"];

    private static readonly Lazy<IReadOnlyList<CauseRule>> Table = new(() =>
        [.. Tables.SelectMany(table => EmbeddedJson.Read<CauseRule[]>($"Smtp.Client.Diagnosis.causes.{table}.json"))]);

    /// <summary>The rules.</summary>
    public static IReadOnlyList<CauseRule> All => Table.Value;
}
