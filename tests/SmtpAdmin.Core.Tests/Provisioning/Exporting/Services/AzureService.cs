using System.Globalization;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>
/// The commands <c>az network dns record-set</c>: Azure/azure-cli, src/azure-cli/azure/cli/command_modules/network, _params.py ("network dns record-set") for the options, and custom.py
/// (add_dns_..._record, _add_save_record) for what has to be given and what is so by default, as of 2026. Told in our own words.
/// </summary>
internal static class AzureService
{
    private static readonly string[] Zone = ["--resource-group", "--zone-name"];
    private static readonly string[] Numbers = ["--ttl", "--flags", "--preference", "--priority", "--weight", "--port", "--certificate-usage", "--selector", "--matching-type"];

    private static readonly Dictionary<string, string[]> Data = new(StringComparer.Ordinal)
    {
        ["a"] = ["--ipv4-address"],
        ["aaaa"] = ["--ipv6-address"],
        ["caa"] = ["--flags", "--tag", "--value"],
        ["cname"] = ["--cname"],
        ["mx"] = ["--exchange", "--preference"],
        ["ns"] = ["--nsdname"],
        ["ptr"] = ["--ptrdname"],
        ["srv"] = ["--priority", "--weight", "--port", "--target"],
        ["tlsa"] = ["--certificate-usage", "--selector", "--matching-type", "--certificate-data"],
        ["txt"] = ["--value"],
    };

    public static IReadOnlyList<string> Problems(string script)
    {
        var (problems, ttl) = (new List<string>(), "");
        foreach (var line in script.Split('\n').Where(line => line.StartsWith("az ", StringComparison.Ordinal)))
        {
            var words = QuotedText.ShellWords(line);
            if (words is not ["az", "network", "dns", "record-set", var type, var verb, .. var rest] || !Data.TryGetValue(type, out var data))
            {
                problems.Add($"There is no such command: {line}");
                continue;
            }
            var options = rest.Select(word => word.Split('=', 2)).ToDictionary(parts => parts[0], parts => parts.Length > 1 ? parts[1] : "", StringComparer.Ordinal);
            if (verb == "create") ttl = options.GetValueOrDefault("--ttl", "3600");
            problems.AddRange(Options(type, verb, data, ttl, options).Select(problem => $"{problem} {line}"));
        }
        return problems;
    }

    private static IEnumerable<string> Options(string type, string verb, string[] data, string ttl, Dictionary<string, string> options)
    {
        var isCreate = verb == "create";
        if (!isCreate && verb != (type == "cname" ? "set-record" : "add-record")) yield return $"There is no verb {verb}.";
        string[] required = isCreate ? [.. Zone, "--name"] : [.. Zone, "--record-set-name", .. data];
        // Added records have no such option for these two, and keep the set's time to live; with the others it is 3600 unless given, whatever the set had.
        string[] allowed = !isCreate && type is "srv" or "txt" ? required : [.. required, "--ttl"];
        foreach (var option in required.Where(option => !options.ContainsKey(option))) yield return $"{option} is missing.";
        foreach (var option in options.Keys.Except(allowed)) yield return $"{option} is unknown.";
        foreach (var (option, value) in options.Where(option => Numbers.Contains(option.Key) && !int.TryParse(option.Value, NumberStyles.None, CultureInfo.InvariantCulture, out _))) yield return $"{option} is no number: {value}.";
        if (!isCreate && allowed.Contains("--ttl") && options.GetValueOrDefault("--ttl", "3600") != ttl) yield return $"The set's time to live of {ttl} is lost.";
    }
}
