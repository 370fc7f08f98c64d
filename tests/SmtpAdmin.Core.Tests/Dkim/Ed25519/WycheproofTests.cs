using System.Text.Json;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>Project Wycheproof's signatures for Ed25519 (ed25519_test.json), where their file is: it is not ours, and not part of this project.</summary>
public sealed class WycheproofTests
{
    private const string Variable = "SMTPADMIN_WYCHEPROOF_ED25519";
    private const int Cases = 150; // of the file of 2025; older ones have 145 and more

    [Fact]
    public async Task Every_published_signature_is_judged_as_its_file_says()
    {
        var path = Environment.GetEnvironmentVariable(Variable);
        Assert.SkipWhen(string.IsNullOrEmpty(path), $"Project Wycheproof's vectors are not part of this project: {Variable} names their file, ed25519_test.json.");
        using var file = JsonDocument.Parse(await File.ReadAllBytesAsync(path!, TestContext.Current.CancellationToken));
        var wrong = new List<string>();
        var count = 0;
        foreach (var group in file.RootElement.GetProperty("testGroups").EnumerateArray())
        {
            var key = Octets(group.GetProperty("publicKey"), "pk");
            foreach (var test in group.GetProperty("tests").EnumerateArray())
            {
                count++;
                var isValid = Ed25519.Verify(key, Octets(test, "msg"), Octets(test, "sig"));
                if (isValid != (test.GetProperty("result").GetString() == "valid")) wrong.Add($"{test.GetProperty("tcId")} {test.GetProperty("comment")} {test.GetProperty("flags")}");
            }
        }
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count} are judged otherwise:\n{string.Join('\n', wrong)}");
        Assert.True(count >= Cases, $"The file has {count} cases, and not {Cases} or more.");
    }

    private static byte[] Octets(JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);
}
