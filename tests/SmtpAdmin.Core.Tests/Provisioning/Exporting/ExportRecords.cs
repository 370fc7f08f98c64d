using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Core.Tests.Provisioning.Exporting;

/// <summary>Records to export, and exporting them.</summary>
internal static class ExportRecords
{
    /// <summary>What ends strings, begins substitutions, or is lost on the way, in one language or another.</summary>
    private static readonly string[] Hostile =
    [
        "\"", "'", "`", "\\", "\\\"", ";", "$(touch pwned)", "`id`", "${x}", "$${x}", "%{i}", "%%{i}", "\n", "\r\n", "\0", "\t", "\u007f", "é", "\u2028", "\u2029",
        "\u2018", "\u2019", "\u201a", "\u201b", "#", "//", "/*", "*/", "</script>", "@", "@/etc/passwd", "=", "-", "--", " ", "\" \"", "'; rm -rf /; '", "EOF", "\\073", "\\000", "{{", "|", "&&", "!x", "~", "\ud83d\ude00",
    ];

    public static DnsName Zone { get; } = DnsName.Parse("example.org");

    /// <summary>Text of such pieces and of any characters.</summary>
    public static Gen<string> HostileText { get; } = Gen.ArrayOf(Gen.OneOf(
        Gen.Elements(Hostile), Gen.Choose(0x20, 0x7e).Select(code => ((char)code).ToString()), Gen.Choose(0, 255).Select(code => ((char)code).ToString()), Gen.Constant("v=spf1 a:b.example -all"))).Select(string.Concat);

    /// <summary>The same in printable ASCII, which every format but those of one tool or another can hold.</summary>
    public static Gen<string> HostileAscii { get; } = HostileText.Select(text => string.Concat(text.Where(character => character is >= ' ' and <= '~')));

    public static IReadOnlyList<DnsRecordSet> Read(string lines)
    {
        var batch = new DnsRecordBatch();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Where(line => line[0] != '#')) batch.Add(DnsRecordLine.Parse(line));
        return batch.Sets;
    }

    public static DnsRecordSet Text(string text, string owner = "t.example.org", int? ttl = null)
    {
        var octets = Encoding.UTF8.GetBytes(text);
        var strings = octets.Length == 0 ? [ReadOnlyMemory<byte>.Empty] : octets.Chunk(255).Select(part => (ReadOnlyMemory<byte>)part).ToArray();
        var name = DnsName.Parse(owner);
        return new DnsRecordSet(name, DnsType.TXT, [new TxtRecord(name, TimeSpan.Zero, strings)], ttl is { } seconds ? TimeSpan.FromSeconds(seconds) : null);
    }

    public static DnsExportOptions Options(DnsRecordFormat format, TerraformProvider? provider = null) => new() { Format = format, Provider = provider, Zone = Zone };

    public static DnsExportResult TryExport(DnsExportOptions options, params DnsRecordSet[] sets) => DnsRecordExporter.Export(sets, options);

    public static string Export(DnsExportOptions options, params DnsRecordSet[] sets)
    {
        var result = TryExport(options, sets);
        Assert.Empty(result.Refusals);
        return result.Export!.Text;
    }

    /// <summary>The octets of a set's one text, each as a character.</summary>
    public static string Octets(DnsRecordSet set) => Assert.IsType<TxtRecord>(Assert.Single(set.Records)).Text;
}
