using System.Globalization;
using SmtpAdmin.Core.Tests.Smtp.Client.Support;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client;

/// <summary>Golden sessions, played whole, split at every octet, cut off at every octet, and with a server that falls silent at every octet.</summary>
public class SessionReplayTests
{
    public static TheoryData<string> Names =>
        new(Directory.EnumerateFiles(TestData.PathOf("smtp/sessions"), "*.txt").Select(path => Path.GetFileNameWithoutExtension(path)).Order());

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_session_runs_as_it_was_written_down(string name)
    {
        var script = SmtpScript.Load(name);
        var (result, server) = await RunAsync(script, new TestBench(), () => new ScriptedStream(script));
        AssertExpected(script, result, server);
        Assert.Equal(SmtpStage.Resolve, result.Stages[0].Name);
        Assert.Equal(script.Steps.Count(step => step.Side == 'S'), result.Transcript.Count(entry => entry.Side == TranscriptSide.Server));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_session_runs_the_same_however_it_is_split(string name)
    {
        var script = SmtpScript.Load(name);
        var (result, server) = await RunAsync(script, new TestBench(), () => new ScriptedStream(script) { ReadSize = 1 });
        AssertExpected(script, result, server);
        for (var split = 0; split <= script.ServerLength; split++)
        {
            (result, server) = await RunAsync(script, new TestBench(), () => new ScriptedStream(script) { SplitAt = split });
            AssertExpected(script, result, server);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_server_that_closes_anywhere_in_the_middle_gives_a_clear_failure(string name)
    {
        var script = SmtpScript.Load(name);
        for (var cut = 0; cut < script.ServerLength; cut++)
        {
            var (result, server) = await RunAsync(script, new TestBench(), () => new ScriptedStream(script) { CutAt = cut, CutCloses = true });
            AssertCut(script, result, SmtpFailureKind.ConnectionClosed, $"closed after {cut}");
            Assert.True(server.Given <= cut);
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_server_that_falls_silent_anywhere_gives_a_clear_failure_in_time(string name)
    {
        var script = SmtpScript.Load(name);
        for (var cut = 0; cut < script.ServerLength; cut++)
        {
            var bench = new TestBench();
            var (result, _) = await RunAsync(
                script, bench, () => new ScriptedStream(script) { CutAt = cut, OnSilence = () => bench.Time.Advance(TimeSpan.FromSeconds(120)) });
            AssertCut(script, result, SmtpFailureKind.Timeout, $"silent after {cut}");
            Assert.Equal(TimeSpan.FromSeconds(cut == 0 ? 240 : 120), bench.Time.Elapsed); // a server without a word is asked for TLS too
        }
    }

    /// <summary>Whatever is cut off behind the verdict changes nothing; before it, the stage that waits fails.</summary>
    private static void AssertCut(SmtpScript script, SmtpTestResult result, SmtpFailureKind kind, string where)
    {
        var verdict = result.Stages[^1] is { Name: SmtpStage.Quit, Succeeded: false };
        if (verdict)
        {
            Assert.True(script.Expected["status"] == result.Status.ToString(), where);
            return;
        }
        Assert.True(result.Status == SmtpTestStatus.Failed, where);
        Assert.True(kind == result.FailureKind, $"{where}: {result.FailureKind}");
        Assert.True(result.Stages[^1] is { Succeeded: false, Text.Length: > 0 }, where);
        Assert.Equal(result.FailedStage, result.Stages[^1].Name);
        var ended = result.Transcript.Any(entry => entry is { Side: TranscriptSide.Client, Text: "." });
        Assert.Equal(ended, result.MessageMayBeAccepted);
        if (ended) Assert.Contains("may have accepted", result.Stages[^1].Text, StringComparison.Ordinal);
    }

    private static async Task<(SmtpTestResult Result, ScriptedStream Server)> RunAsync(SmtpScript script, TestBench bench, Func<ScriptedStream> create)
    {
        var options = OptionsOf(script);
        bench.Network.On($"192.0.2.1:{options.EffectivePort}", create);
        return (await bench.RunAsync(options), bench.Network.Streams[0]);
    }

    private static SmtpTestOptions OptionsOf(SmtpScript script) => TestBench.Options with
    {
        AllowInsecureAuth = script.Options.ContainsKey("insecure"),
        Credentials = script.Options.TryGetValue("password", out var password) ? SaslCredentials.FromPassword(script.Options["user"], password)
            : script.Options.TryGetValue("token", out var token) ? SaslCredentials.FromAccessToken(script.Options["user"], token)
            : null,
    };

    private static void AssertExpected(SmtpScript script, SmtpTestResult result, ScriptedStream server)
    {
        var actual = new Dictionary<string, string?>
        {
            ["status"] = result.Status.ToString(),
            ["failed"] = result.FailedStage?.ToString(),
            ["kind"] = result.FailedStage is null ? null : result.FailureKind.ToString(),
            ["mechanism"] = result.AuthMechanism,
            ["queueid"] = result.QueueId,
            ["maxsize"] = result.MaxSize?.ToString(CultureInfo.InvariantCulture),
        };
        foreach (var (key, value) in actual) Assert.Equal((key, script.Expected.GetValueOrDefault(key)), (key, value));
        Assert.True(server.Finished);
        if (script.Steps.Any(step => step.Text == SmtpScript.Message)) Assert.Equal(TestBench.Body.Replace("\r\n.dot", "\r\n..dot", StringComparison.Ordinal) + ".\r\n", server.Message);
        foreach (var secret in script.Options.Where(option => option.Key is "password" or "token"))
        {
            Assert.DoesNotContain(result.Transcript, entry => entry.Text.Contains(secret.Value, StringComparison.OrdinalIgnoreCase));
            foreach (var said in server.Said.Where(line => line.Length > 12 && (line.StartsWith("AUTH", StringComparison.Ordinal) || line.EndsWith('='))))
                Assert.DoesNotContain(result.Transcript, entry => entry.Text.Contains(said.Split(' ')[^1], StringComparison.Ordinal));
        }
    }
}
