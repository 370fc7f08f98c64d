using System.Globalization;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Interop.Tests.Provisioning;

/// <summary>What Export-DnsRecord writes for BIND, read by BIND: a zone that it loads and writes out again, and updates that it takes.</summary>
public sealed class ExportInteropTests
{
    private const string Zone = "example.org";

    private const string Head = """
        $TTL 900
        @ 900 IN SOA ns1.example.net. hostmaster.example.org. 1 3600 600 86400 300
        @ 900 IN NS ns1.example.net.

        """;

    [Fact]
    public async Task BIND_loads_the_lines_and_writes_them_out_as_they_were()
    {
        Peer.SkipUnlessAvailable("bind9-utils");
        using var directory = new PeerDirectory("export");
        var sets = Sets();
        var file = directory.Write("zone", Head + Export(DnsRecordFormat.Bind, sets));
        (await RunAsync("bind9-utils", "named-checkzone", ["-i", "none", "-k", "ignore", "-n", "ignore", Zone, file])).OrThrow("named-checkzone");
        var compiled = (await RunAsync("bind9-utils", "named-compilezone", ["-i", "none", "-k", "ignore", "-n", "ignore", "-q", "-s", "full", "-o", "-", Zone, file])).OrThrow("named-compilezone");
        AssertSame(sets, Read(compiled.Output));
    }

    [Fact]
    public async Task BIND_takes_the_updates_whole_and_a_second_time_puts_the_same_in_their_place()
    {
        Peer.SkipUnlessAvailable("bind9", "bind9-dnsutils");
        using var directory = new PeerDirectory("update");
        var port = PeerPorts.TakeUdpAndTcp();
        directory.Write("example.org.zone", Head + "t.example.org. 60 IN TXT \"what was there before\"\n");
        var configuration = directory.Write("named.conf", string.Create(CultureInfo.InvariantCulture, $$"""
            options {
                directory "{{directory.Path}}"; pid-file none; lock-file none; session-keyfile "{{directory["session.key"]}}";
                listen-on port {{port}} { 127.0.0.1; }; listen-on-v6 { none; };
                recursion no; dnssec-validation no; empty-zones-enable no; notify no; check-names primary ignore;
            };
            controls { };
            zone "{{Zone}}" { type primary; file "example.org.zone"; allow-update { 127.0.0.1; }; allow-transfer { 127.0.0.1; }; };
            """));
        await using var server = PeerProcess.Start(PeerProgram.Known["bind9"], directory, "-g", "-n", "1", "-c", configuration);
        await server.WaitUntilAsync(token => PeerProbe.AnswersForAsync(Zone, port, token), TestContext.Current.CancellationToken);
        var sets = Sets();
        var batch = Export(DnsRecordFormat.NsUpdate, sets, string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{port}"));
        for (var time = 1; time <= 2; time++)
        {
            (await RunAsync("bind9-dnsutils", "nsupdate", ["-v"], batch)).OrThrow("nsupdate");
            var transfer = (await RunAsync("bind9-dnsutils", "dig", ["+noall", "+answer", "@127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), Zone, "AXFR"])).OrThrow("dig");
            AssertSame(sets, Read(transfer.Output));
        }
    }

    /// <summary>Every type, and in text every octet by itself, what other languages take for their own, and strings of 255.</summary>
    private static IReadOnlyList<DnsRecordSet> Sets()
    {
        var batch = new DnsRecordBatch();
        foreach (var line in File.ReadLines(Path.Combine(AppContext.BaseDirectory, "export", "records.zone")).Where(line => line[0] != '#')) batch.Add(DnsRecordLine.Parse(line));
        string[] hostile = ["\"", "\\", ";", "a;b", "(", ")", "$(id)", "`id`", "$ORIGIN x.", "\nzone evil.example.\n", "send\n", "\0\0", "@", "\\#", "\u2028", "'", " ", "", new('a', 255), new('"', 255), new('\\', 600)];
        for (var octet = 0; octet < 256; octet++) batch.Add(Text($"o{octet}", [(byte)octet]));
        for (var at = 0; at < hostile.Length; at++) batch.Add(Text($"h{at}", System.Text.Encoding.UTF8.GetBytes(hostile[at])));
        batch.Add(Text("t", "what is there now"u8.ToArray()));
        batch.Add(DnsRecordLine.Parse("odd\\;\\\"\\000\\@\\$.example.org. IN TXT \"an odd name\""));
        batch.Add(DnsRecordLine.Parse("raw.example.org. IN TYPE65280 \\# 3 000102"));
        return batch.Sets;
    }

    private static DnsRecordSet Text(string label, byte[] octets)
    {
        var owner = DnsName.Parse($"{label}.{Zone}");
        var strings = octets.Length == 0 ? [ReadOnlyMemory<byte>.Empty] : octets.Chunk(255).Select(part => (ReadOnlyMemory<byte>)part).ToArray();
        return new DnsRecordSet(owner, DnsType.TXT, [new TxtRecord(owner, TimeSpan.Zero, strings)]);
    }

    private static string Export(DnsRecordFormat format, IReadOnlyList<DnsRecordSet> sets, string? server = null)
    {
        var result = DnsRecordExporter.Export(sets, new DnsExportOptions { Format = format, Zone = DnsName.Parse(Zone), TimeToLive = TimeSpan.FromSeconds(120), Server = server });
        Assert.Empty(result.Refusals);
        return result.Export!.Text;
    }

    /// <summary>What BIND holds besides the head of the zone.</summary>
    private static IReadOnlyList<DnsRecordSet> Read(string lines)
    {
        var batch = new DnsRecordBatch();
        foreach (var line in lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var set = DnsRecordLine.Parse(line);
            if (set.Type != DnsType.SOA && !(set.Type == DnsType.NS && set.Owner.Equals(DnsName.Parse(Zone)))) batch.Add(set);
        }
        return batch.Sets;
    }

    private static void AssertSame(IReadOnlyList<DnsRecordSet> expected, IReadOnlyList<DnsRecordSet> actual)
    {
        var written = expected.Select(set => set.WithTimeToLive(set.TimeToLive ?? TimeSpan.FromSeconds(120))).ToList();
        Assert.Empty(written.Where(set => !actual.Contains(set)).Select(set => $"{set} is missing"));
        Assert.Equal(written.Count, actual.Count);
    }

    private static Task<PeerCommand> RunAsync(string package, string tool, string[] arguments, string input = "") =>
        PeerCommand.RunAsync(Path.Combine(Path.GetDirectoryName(PeerProgram.Known[package].Path)!, tool), arguments, TestContext.Current.CancellationToken, input: input);
}
