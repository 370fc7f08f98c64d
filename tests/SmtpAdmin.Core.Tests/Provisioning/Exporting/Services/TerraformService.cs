using System.Text.RegularExpressions;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting.Services;

/// <summary>
/// The arguments of the resources, each with its kind and an asterisk where it has to be there: hashicorp/terraform-provider-aws, website/docs/r/route53_record.html.markdown (commit 0350fdab), with the types that came since (HTTPS, SSHFP, SVCB, TLSA);
/// cloudflare/terraform-provider-cloudflare v5.22.0, docs/resources/dns_record.md; hashicorp/terraform-provider-azurerm v5.2.0, website/docs/r/dns_..._record.html.markdown and
/// internal/services/dns; hashicorp/terraform-provider-google (August 2026), website/docs/r/dns_record_set.html.markdown. Told in our own words, as far as our records go.
/// </summary>
internal static partial class TerraformService
{
    private const string Aws = "zone_id:reference* name:string* type:string* ttl:number* records:list*";
    private const string Cloudflare = "zone_id:reference* name:string* type:string* ttl:number* content:string priority:number data:object";
    private const string Google = "managed_zone:reference* name:string* type:string* ttl:number rrdatas:list*";
    private const string Azurerm = "name:string* zone_name:string* resource_group_name:reference* ttl:number*";

    private static readonly Dictionary<string, string> Blocks = new(StringComparer.Ordinal)
    {
        ["variable"] = "description:string type:word*",
        ["aws_route53_record"] = Aws,
        ["cloudflare_dns_record"] = Cloudflare,
        ["google_dns_record_set"] = Google,
        ["azurerm_dns_a_record"] = $"{Azurerm} records:list*",
        ["azurerm_dns_aaaa_record"] = $"{Azurerm} records:list*",
        ["azurerm_dns_ns_record"] = $"{Azurerm} records:list*",
        ["azurerm_dns_ptr_record"] = $"{Azurerm} records:list*",
        ["azurerm_dns_cname_record"] = $"{Azurerm} record:string*",
        ["azurerm_dns_txt_record"] = $"{Azurerm} record:block*",
        ["azurerm_dns_mx_record"] = $"{Azurerm} record:block*",
        ["azurerm_dns_srv_record"] = $"{Azurerm} record:block*",
        ["azurerm_dns_caa_record"] = $"{Azurerm} record:block*",
        ["azurerm_dns_txt_record.record"] = "value:string*",
        ["azurerm_dns_mx_record.record"] = "preference:number* exchange:string*",
        ["azurerm_dns_srv_record.record"] = "priority:number* weight:number* port:number* target:string*",
        ["azurerm_dns_caa_record.record"] = "flags:number* tag:string* value:string*",
        ["cloudflare_dns_record.data"] = "flags:number tag:string value:string priority:number weight:number port:number target:string usage:number selector:number matching_type:number certificate:string",
    };

    public static IReadOnlyList<string> Problems(string text)
    {
        var (problems, names) = (new List<string>(), new HashSet<string>(StringComparer.Ordinal));
        foreach (var block in HclBlocks.Read(text))
        {
            if (!Blocks.TryGetValue(block.Type, out var arguments)) problems.Add($"There is no resource {block.Type}.");
            else problems.AddRange(OfBlock(block, arguments).Select(problem => $"{block.Type} {block.Name}: {problem}"));
            if (block.Name.Length > 0 && !names.Add($"{block.Type}.{block.Name}")) problems.Add($"{block.Type} {block.Name} is there twice.");
        }
        return problems;
    }

    private static IEnumerable<string> OfBlock(HclBlocks.Block block, string arguments)
    {
        var known = arguments.Split(' ').Select(argument => argument.TrimEnd('*').Split(':')).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
        foreach (var required in arguments.Split(' ').Where(argument => argument[^1] == '*').Select(argument => argument.Split(':')[0]).Where(name => block.Values.All(value => value.Name != name)))
            yield return $"{required} is missing.";
        foreach (var (name, value) in block.Values)
        {
            if (!known.TryGetValue(name, out var kind)) yield return $"{name} is unknown.";
            else if (kind != HclBlocks.KindOf(value)) yield return $"{name} is no {kind}: {value}";
        }
        foreach (var problem in OfType(block)) yield return problem;
    }

    private static IEnumerable<string> OfType(HclBlocks.Block block)
    {
        string Value(string name) => block.Values.FirstOrDefault(value => value.Name == name).Value ?? "";
        var type = Value("type").Trim('"');
        if (block.Type == "aws_route53_record" && !AwsTypes().IsMatch(type)) yield return $"There is no type {type}.";
        if (block.Type == "aws_route53_record" && type == "NS" && Value("name").Contains('*')) yield return "Route 53 takes no wildcard for NS.";
        if (block.Type == "cloudflare_dns_record" && !CloudflareTypes().IsMatch(type)) yield return $"There is no type {type}.";
        if (block.Type == "cloudflare_dns_record" && (Value("content").Length > 0) == (Value("data").Length > 0)) yield return "There is content, or data, and not both.";
        if (block.Type == "cloudflare_dns_record" && (Value("priority").Length > 0) != (type is "MX" or "SRV")) yield return "priority is for MX, SRV and URI.";
        if (block.Type == "cloudflare_dns_record" && Value("ttl") != "1" && !(int.TryParse(Value("ttl"), out var ttl) && ttl is >= 60 and <= 86_400)) yield return $"The ttl is {Value("ttl")}.";
        if (block.Type == "google_dns_record_set" && !Value("name").EndsWith(".\"", StringComparison.Ordinal)) yield return "The name has no dot at its end.";
        if (block.Type == "azurerm_dns_caa_record.record" && Value("tag").Trim('"') is not ("issue" or "issuewild" or "iodef" or "contactemail")) yield return $"There is no tag {Value("tag")}.";
        if (block.Type == "azurerm_dns_txt_record.record" && Value("value") == "\"\"") yield return "The value is empty.";
    }

    [GeneratedRegex("^(A|AAAA|CAA|CNAME|DS|HTTPS|MX|NAPTR|NS|PTR|SOA|SPF|SRV|SSHFP|SVCB|TLSA|TXT)$")]
    private static partial Regex AwsTypes();

    [GeneratedRegex("^(A|AAAA|CNAME|MX|NS|OPENPGPKEY|PTR|TXT|CAA|CERT|DNSKEY|DS|HTTPS|LOC|NAPTR|SMIMEA|SRV|SSHFP|SVCB|TLSA|URI)$")]
    private static partial Regex CloudflareTypes();
}
