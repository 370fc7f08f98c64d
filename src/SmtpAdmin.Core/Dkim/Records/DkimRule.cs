namespace SmtpAdmin.Dkim;

/// <summary>Makes findings about key records.</summary>
internal static class DkimRule
{
    /// <summary>Where a key record is defined.</summary>
    public const string Key = "RFC 6376 section 3.6.1";

    /// <summary>Where its publishing is.</summary>
    public const string Dns = "RFC 6376 section 3.6.2.2";

    private const int MaxRecordShown = 1500; // characters; a key of 8192 bits

    public static DkimJudgement Error(string code, string tag, string message, string remedy, string reference = Key) => new(new(FindingSeverity.Error, code, message, remedy, reference), tag);

    public static DkimJudgement Warning(string code, string tag, string message, string remedy, string reference = Key) => new(new(FindingSeverity.Warning, code, message, remedy, reference), tag);

    public static DkimJudgement Note(string code, string tag, string message, string remedy = "", string reference = Key) => new(new(FindingSeverity.Information, code, message, remedy, reference), tag);

    /// <summary>A text in quotes, made fit to stand in a message.</summary>
    public static string Quote(string text) => $"'{PlainText.Excerpt(text)}'";

    /// <summary>The record in its right form as a remedy, or else what to do in general. Where receivers can read no key in it, the private key at hand tells which one is meant.</summary>
    public static string Publish(DkimRecordEvidence evidence, string otherwise)
    {
        var record = evidence is { Key: null, Query.PrivateKey: { } key, Record: { } published } ? DkimRecordRepair.Of(key, published.Text) : evidence.Repaired;
        return record is { Length: <= MaxRecordShown } ? $"Publish it so: {Line(evidence, record)}" : otherwise;
    }

    /// <summary>A record as a line of the zone.</summary>
    public static string Line(DkimRecordEvidence evidence, string record) => SmtpAdmin.Dns.TxtText.ZoneLine(evidence.Name, SmtpAdmin.Dns.TxtText.Split(record));
}
