using System.Text;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>A catalogue of a few made-up lists.</summary>
internal static class TestLists
{
    public static DnsblCatalogue Catalogue { get; } = new DnsblCatalogue([]).WithFile(TestData.Bytes("dnsbl/lists.json"), "lists.json");

    /// <summary>The catalogue with a person's entries.</summary>
    public static DnsblCatalogue With(string entries) => Catalogue.WithFile(Encoding.UTF8.GetBytes($$"""{ "providers": [ {{entries}} ] }"""), "mine.json");
}
