using SmtpAdmin.Lab;

namespace SmtpAdmin.Cli.Tests.Outside;

/// <summary>A lab with blacklists of every kind below <c>lists.test</c>, and a file that describes some of them.</summary>
public sealed class ListsFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dnsbl-");

    private LabDnsServer? _dns;

    /// <summary>The lists' server.</summary>
    public LabDnsServer Dns => _dns ?? throw new InvalidOperationException("The lab has not started.");

    /// <summary>Where it listens.</summary>
    public string DnsServer => Dns.EndPoint.ToString();

    /// <summary>Describes Lab-One, Lab-Two and Lab-Domains.</summary>
    public string ProviderFile => Path.Combine(_folder.FullName, "lists.json");

    /// <summary>A zone with lists. One that lists 1.2.3.4 as long as it is told to.</summary>
    public static LabZone Zone(bool listed = true) => LabZone.Parse("lists.test", $"""
        $TTL 60
        2.0.0.127.one   A    127.0.0.2
        2.0.0.127.two   A    127.0.0.2
        test.dom        A    127.0.0.2
        {(listed ? "4.3.2.1.one A 127.0.0.2" : "")}
        {(listed ? "4.3.2.1.one TXT \"Seen sending spam\"" : "")}
        bad.example.dom A    127.0.0.2
        2.0.0.127.refuse A   127.255.255.254
        1.0.0.127.refuse A   127.255.255.254
        2.0.0.127.dead  A    127.0.0.2
        2.0.0.127.lame  A    127.0.0.2
        2.0.0.127.flaky A    127.0.0.2
        *.parked        A    203.0.113.80
        *.world         A    127.0.0.2
        """);

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(ProviderFile, """
            {
              "providers": [
                {
                  "name": "Lab-One", "zone": "one.lists.test", "subjects": ["IPv4"], "categories": ["Spam"], "severity": "High",
                  "codes": [{ "code": "127.0.0.2", "meaning": "sent spam" }],
                  "prerequisites": "Stop it.", "delistUrl": "https://lists.test/remove?ip={target}",
                },
                { "name": "Lab-Two", "zone": "two.lists.test", "subjects": ["IPv4"], "categories": ["Policy"], "codes": [{ "code": "127.0.0.2", "meaning": "dynamic" }] },
                { "name": "Lab-Domains", "zone": "dom.lists.test", "subjects": ["Domain"], "registeredDomains": true, "categories": ["Phishing"], "codes": [{ "code": "127.0.0.2", "meaning": "phishing" }] },
                {
                  "name": "Lab-Refuse", "zone": "refuse.lists.test", "subjects": ["IPv4"], "categories": ["Spam"],
                  "codes": [{ "code": "127.0.0.2", "meaning": "spam" }, { "code": "127.255.255.254", "meaning": "public resolver", "result": "Refused" }],
                },
              ],
            }
            """, TestContext.Current.CancellationToken);
        _dns = LabDnsServer.Start([Zone()]);
        foreach (var entry in new[] { "2.0.0.127.dead", "1.0.0.127.dead" }) _dns.Order($"{entry}.lists.test", new LabDnsFault(LabDnsFaultKind.Drop));
        foreach (var entry in new[] { "2.0.0.127.lame", "1.0.0.127.lame" }) _dns.Order($"{entry}.lists.test", new LabDnsFault(LabDnsFaultKind.ServFail));
        _dns.Order("4.3.2.1.flaky.lists.test", new LabDnsFault(LabDnsFaultKind.Garbage));
    }

    public async ValueTask DisposeAsync()
    {
        if (_dns is not null) await _dns.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
