using System.Globalization;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>
/// The functions of dnsconfig.js: StackExchange/dnscontrol v4.40.0, documentation/language-reference and pkg/js/helpers.js for the arguments, pkg/normalize/validate.go for what is
/// refused of them, or changed (a time to live of 0). Told in our own words.
/// </summary>
internal static class DnsControlService
{
    private static readonly Dictionary<string, string[]> Functions = new(StringComparer.Ordinal)
    {
        ["A"] = ["label", "text"],
        ["AAAA"] = ["label", "text"],
        ["CAA"] = ["label", "tag", "text"],
        ["CNAME"] = ["label", "target"],
        ["MX"] = ["label", "number", "target"],
        ["NS"] = ["label", "target"],
        ["PTR"] = ["label", "target"],
        ["SRV"] = ["label", "number", "number", "number", "target"],
        ["TLSA"] = ["label", "0 to 3", "0 to 1", "0 to 2", "text"],
        ["TXT"] = ["label", "texts"],
    };

    private static readonly string[] Tags = ["issue", "issuewild", "iodef", "contactemail", "contactphone", "issuemail", "issuevmc"];

    public static IReadOnlyList<string> Problems(string script)
    {
        var root = JsCall.Read(script);
        if (root.Name != "D_EXTEND" || root.Arguments is not [{ Text: { } domain }, ..]) return [$"This is no D_EXTEND() of a domain: {root.Name}"];
        return [.. root.Arguments.Skip(1).SelectMany(record => OfRecord(record, domain))];
    }

    private static IEnumerable<string> OfRecord(JsCall record, string domain)
    {
        if (!Functions.TryGetValue(record.Name ?? "", out var kinds)) return [$"There is no function {record.Name}()."];
        if (record.Arguments.Count < kinds.Length) return [$"{record.Name}() has {record.Arguments.Count} arguments, and {kinds.Length} is the least."];
        var arguments = record.Arguments.Zip(kinds).Where(pair => !Fits(pair.First, pair.Second)).Select(pair => $"{record.Name}(): {pair.First} is no {pair.Second}.");
        var modifiers = record.Arguments.Skip(kinds.Length).Where(modifier => !IsModifier(record.Name!, modifier)).Select(modifier => $"{record.Name}() takes no {modifier}.");
        var label = record.Arguments[0].Text ?? "";
        return [.. arguments, .. modifiers, .. OfLabel(record, label, domain)];
    }

    private static IEnumerable<string> OfLabel(JsCall record, string label, string domain)
    {
        if (record.Name is "NS" or "CNAME" && label == "@") yield return $"{record.Name}() is not for the domain itself.";
        if ((label == domain || label.EndsWith($".{domain}", StringComparison.Ordinal)) && record.Arguments.All(argument => argument.Name != "DISABLE_REPEATED_DOMAIN_CHECK")) yield return $"{label} repeats the domain.";
    }

    private static bool Fits(JsCall argument, string kind) => kind switch
    {
        "label" => argument.Text is { Length: > 0 } label && label[^1] != '.',
        "tag" => Tags.Contains(argument.Text),
        "text" => argument.Text is not null,
        "texts" => argument.Text is not null || (argument.Name == "[" && argument.Arguments.All(text => text.Text is not null)),
        "target" => argument.Text is { } target && IsTarget(target),
        "number" => argument.Number is <= ushort.MaxValue,
        _ => argument.Number <= int.Parse(kind[^1..], CultureInfo.InvariantCulture),
    };

    private static bool IsTarget(string target) =>
        target.EndsWith('.') && !target.Any("'\" +,|!$%&()=?^*;:<>[]@".Contains) && (!target.Contains('/') || target.EndsWith(".in-addr.arpa.", StringComparison.Ordinal));

    private static bool IsModifier(string function, JsCall modifier) => modifier switch
    {
        { Name: "TTL", Arguments: [{ Number: > 0 }] } => true,
        { Name: "CAA_CRITICAL", Arguments: [] } => function == "CAA",
        { Name: "DISABLE_REPEATED_DOMAIN_CHECK", Arguments: [] } => true,
        _ => false,
    };
}
