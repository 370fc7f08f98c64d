using System.Net;
using System.Text.Json;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>What real lists mean by their answers, held against the catalogue: tests/data/dnsbl/codes.json, written from the lists' own pages and filters' rules, and for a list that documents none from RFC 5782.</summary>
public sealed class DnsblGoldenCodesTests
{
    /// <summary>List, answer, what it says, and a part of the meaning.</summary>
    public static TheoryData<string, string, string, string> Codes()
    {
        using var data = JsonDocument.Parse(TestData.Bytes("dnsbl/codes.json"));
        var rows = new TheoryData<string, string, string, string>();
        foreach (var row in data.RootElement.EnumerateArray()) rows.Add(Text(row, "provider"), Text(row, "answer"), Text(row, "result"), Text(row, "meaningContains"));
        return rows;
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public void Each_code_means_what_the_list_says(string provider, string answer, string result, string meaning)
    {
        var known = DnsblCatalogue.Default.Find(provider);
        Assert.NotNull(known);
        var name = DnsName.Parse($"4.3.2.1.{known.Zone}");
        var reading = DnsblReading.Of(known, new DnsAnswer
        {
            Name = name,
            Type = DnsType.A,
            Outcome = DnsOutcome.Answer,
            Records = [new ARecord(name, TimeSpan.FromMinutes(1), IPAddress.Parse(answer))],
        });
        Assert.Equal(
            result switch
            {
                "Listed" => DnsblStatus.Listed,
                "Allowed" => DnsblStatus.Allowed,
                "Neutral" => DnsblStatus.NotListed,
                "Refused" => DnsblStatus.Refused,
                _ => throw new InvalidDataException($"'{result}' is no result of a code."),
            },
            reading.Status);
        Assert.Contains(reading.Meanings, text => text.Contains(meaning, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void Every_list_that_is_run_and_that_answers_has_a_code_among_them()
    {
        var named = Codes().Select(row => row.Data.Item1).ToHashSet();
        var active = DnsblCatalogue.Default.Providers.Where(provider => provider.State == DnsblLifecycle.Active).Select(provider => provider.Name);
        Assert.DoesNotContain(active, name => !named.Contains(name));
    }

    private static string Text(JsonElement row, string name) => row.GetProperty(name).GetString()!;
}
