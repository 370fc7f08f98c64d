using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Support;

/// <summary>A tester among scripted servers, a stub DNS and a clock that stands still.</summary>
internal sealed class TestBench
{
    public const string Body = "From: a@example.org\r\nSubject: test\r\n\r\nhello\r\n.dot\r\n";

    public ManualTime Time { get; } = new();

    public StubResolver Resolver { get; } = new();

    public ScriptedConnector Network { get; } = new();

    public static SmtpTestOptions Options { get; } = new()
    {
        Server = "192.0.2.1",
        Port = 25,
        From = EmailAddress.Parse("a@example.org"),
        To = [EmailAddress.Parse("b@example.net")],
        HelloName = "client.example.org",
        Message = _ => ComposedOf(Body),
    };

    public static ComposedMessage ComposedOf(string text, bool eightBit = false, bool utf8 = false) => new()
    {
        Content = Encoding.UTF8.GetBytes(text),
        Needs8BitMime = eightBit,
        NeedsSmtpUtf8 = utf8,
        MessageId = "<1@example.org>",
        Marker = "marker",
    };

    /// <summary>Runs a test that gives one result.</summary>
    public async Task<SmtpTestResult> RunAsync(SmtpTestOptions options) => Assert.Single(await RunAllAsync(options));

    public async Task<List<SmtpTestResult>> RunAllAsync(SmtpTestOptions options)
    {
        var results = new List<SmtpTestResult>();
        var tester = new SmtpTester(Resolver, Time, Network);
        await foreach (var result in tester.RunAsync(options, null, TestContext.Current.CancellationToken)) results.Add(result);
        foreach (var stream in Network.Streams) Assert.True(stream.Disposed);
        return results;
    }

    /// <summary>Runs a test against one scripted server.</summary>
    public static async Task<(SmtpTestResult Result, ScriptedStream Server)> PlayAsync(string script, SmtpTestOptions options)
    {
        var bench = new TestBench();
        bench.Network.On($"192.0.2.1:{options.EffectivePort}", () => new ScriptedStream(SmtpScript.Parse(script)));
        var result = await bench.RunAsync(options);
        return (result, bench.Network.Streams[0]);
    }
}
