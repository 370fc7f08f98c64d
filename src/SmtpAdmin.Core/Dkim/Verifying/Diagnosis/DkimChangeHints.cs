using System.Text;
using SmtpAdmin.Mime;

namespace SmtpAdmin.Dkim;

/// <summary>What a message passed that is known to change mail: likely causes, and no proof.</summary>
internal static class DkimChangeHints
{
    private const string Body = "Body";
    private const int MaxHints = 3;

    private static readonly Lazy<IReadOnlyList<KnownChanger>> Known = new(() => EmbeddedJson.Read<List<KnownChanger>>("Dkim.Verifying.Diagnosis.known-changers.json"));

    /// <summary>The hints.</summary>
    /// <param name="head">The header section.</param>
    /// <param name="body">The body; empty when it was not read.</param>
    public static IEnumerable<Finding> Of(HeaderSection head, ReadOnlyMemory<byte> body)
    {
        var fields = head.Fields.Where(field => field.IsField).Select(field => (field.Name, Value: Encoding.Latin1.GetString(field.ValueOctets))).ToList();
        return Known.Value.Where(changer => IsThere(changer, fields, body.Span)).DistinctBy(changer => changer.Who).Take(MaxHints).Select(changer => new Finding(
            FindingSeverity.Information,
            "DKIM-LIKELY-CAUSE",
            $"Likely, not proven: {changer.Who} {changer.Does}.",
            "Look at the message before and behind it.",
            "RFC 6376 section 5.3"));
    }

    private static bool IsThere(KnownChanger changer, List<(string Name, string Value)> fields, ReadOnlySpan<byte> body) => changer.Field == Body
        ? body.IndexOf(Encoding.ASCII.GetBytes(changer.Contains)) >= 0
        : fields.Exists(field => field.Name.Equals(changer.Field, StringComparison.OrdinalIgnoreCase) && field.Value.Contains(changer.Contains, StringComparison.OrdinalIgnoreCase));

    private sealed record KnownChanger(string Field, string Contains, string Who, string Does);
}
