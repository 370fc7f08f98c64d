using SmtpAdmin.Smtp.Relay;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Accept;

public sealed class OpenFileLimitTests
{
    [Theory]
    [InlineData(10_000, 1_048_576L, 10_000)]
    [InlineData(10_000, null, 10_000)]
    [InlineData(0, null, 0)]
    [InlineData(0, 65_536L, 64_924)]
    [InlineData(10_000, 1024L, 534)]
    [InlineData(100, 1024L, 100)]
    [InlineData(10_000, 256L, 51)]
    [InlineData(10_000, 1L, 1)]
    public void No_more_clients_are_let_in_than_there_may_be_open_files(int told, long? files, int bound) =>
        Assert.Equal(bound, OpenFileLimit.Bound(Options(told), files));

    [Fact]
    public void Sessions_farewells_deliveries_and_the_rest_fit_into_what_is_there()
    {
        var options = Options(0);
        for (var files = 1024L; files < 1_000_000; files += files / 7)
        {
            var sessions = OpenFileLimit.Bound(options, files);
            Assert.InRange(sessions + SmtpConnectionCounter.FarewellsBeside(sessions) + options.Delivery.MaxConnections + 256, files / 2, files);
        }
    }

    [Theory]
    [InlineData(10_000, "up to 10000 clients")]
    [InlineData(0, "any number of clients")]
    public void Who_asks_for_more_is_warned(int told, string asked)
    {
        var found = new RelayFindings();
        AmountChecks.CheckOpenFiles(Options(told), 1024, found);
        var finding = Assert.Single(found.All);
        Assert.Equal(("rates.maxConnections", "RELAY-OPEN-FILES", FindingSeverity.Warning), (finding.Property, finding.Finding.Code, finding.Finding.Severity));
        Assert.Contains(asked, finding.Finding.ToSentences(), StringComparison.Ordinal);
        Assert.Contains("1024 files open: there is room for 534.", finding.Finding.ToSentences(), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_asks_for_less_is_not()
    {
        var found = new RelayFindings();
        AmountChecks.CheckOpenFiles(Options(500), 1024, found);
        AmountChecks.CheckOpenFiles(Options(10_000), null, found);
        Assert.Empty(found.All);
    }

    private static SmtpRelayOptions Options(int maxConnections) => new()
    {
        SpoolPath = Path.GetTempPath(),
        HostName = "relay.example.org",
        Listeners = [],
        Routes = [],
        Rates = new SmtpRelayRates { MaxConnections = maxConnections },
    };
}
