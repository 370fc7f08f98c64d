using System.Net;
using SmtpAdmin.Dns;
using SmtpAdmin.Spf;
using YamlDotNet.RepresentationModel;

namespace SmtpAdmin.Core.Tests.Spf.Published;

/// <summary>
/// The published test suite for RFC 7208 (openspf.org, release 2014.04), where its file is: it is not ours, and not part of this
/// project. Every case is asked of a DNS server by UDP and TCP, as a receiver does.
/// </summary>
public sealed class PublishedSuiteTests
{
    private const string Variable = "SMTPADMIN_SPF_SUITE";
    private const int Cases = 203; // of release 2014.04

    [Fact]
    public async Task Every_case_of_the_published_suite_passes()
    {
        var path = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(path), $"The published SPF test suite is not part of this project: {Variable} names its file, rfc7208-tests.yml.");
        var stream = new YamlStream();
        using (var reader = File.OpenText(path!)) stream.Load(reader);
        var wrong = new List<string>();
        var count = 0;
        foreach (var document in stream.Documents.Select(document => document.RootNode).OfType<YamlMappingNode>())
        {
            await using var server = SuiteZone.Start((YamlMappingNode)document["zonedata"]);
            using var resolver = new DnsResolver(new DnsResolverOptions { Servers = [server.EndPoint], Timeout = TimeSpan.FromSeconds(1), Attempts = 1 }, TimeProvider.System);
            var checker = new SpfChecker(resolver, TimeProvider.System);
            foreach (var (name, node) in ((YamlMappingNode)document["tests"]).Children)
            {
                count++;
                if (await WrongAsync(checker, SuiteCase.Of(name.ToString(), (YamlMappingNode)node)) is { } problem) wrong.Add($"{document["description"]}: {problem}");
            }
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} cases fail:\n{string.Join('\n', wrong)}");
        Assert.True(count >= Cases, $"The file has {count} cases; release 2014.04 of the suite has {Cases}.");
    }

    private static async Task<string?> WrongAsync(SpfChecker checker, SuiteCase test)
    {
        var result = await checker.CheckAsync(new SpfSender(IPAddress.Parse(test.Host), test.MailFrom, test.HeloName), new SpfCheckOptions(), TestContext.Current.CancellationToken);
        if (!test.Results.Contains(result.Result.ToString(), StringComparer.OrdinalIgnoreCase))
            return $"{test.Name} gives {result.Result}, and not {string.Join(" or ", test.Results)}. {result.Problem}";
        if (test.Explanation is not { } wanted || result.Explanation == (wanted == "DEFAULT" ? null : wanted)) return null;
        return $"{test.Name} explains '{result.Explanation}', and not '{wanted}'.";
    }
}
