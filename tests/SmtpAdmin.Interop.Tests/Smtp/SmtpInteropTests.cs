using System.Net;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Mime;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Interop.Tests.Smtp;

/// <summary>What tests of the staged test against real mail servers have in common.</summary>
/// <param name="peers">All servers.</param>
public abstract class SmtpInteropTests(PeerSet peers) : IAsyncLifetime
{
    /// <summary>Who writes, unless a test says otherwise.</summary>
    protected static EmailAddress Alice { get; } = EmailAddress.Parse("alice@interop.test");

    /// <summary>Who is written to, unless a test says otherwise.</summary>
    protected static EmailAddress Bob { get; } = EmailAddress.Parse("bob@interop.test");

    /// <summary>The run's token.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>All servers.</summary>
    protected PeerSet Peers { get; } = peers;

    /// <summary>The server that every test of the class needs.</summary>
    protected abstract PeerFixture Server { get; }

    /// <summary>A test message from alice to bob.</summary>
    protected static MessageDraft Draft { get; } = new()
    {
        From = new NamedAddress("", Alice),
        To = [new NamedAddress("", Bob)],
    };

    /// <inheritdoc/>
    public async ValueTask InitializeAsync() => await Server.RequireAsync();

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    /// <summary>Options to send <see cref="Draft"/> by, to a server that shows a certificate of an authority.</summary>
    protected static SmtpTestOptions Options(IPEndPoint server, X509Certificate2? authority) => new()
    {
        Server = server.Address.ToString(),
        Port = server.Port,
        From = Alice,
        To = [Bob],
        HelloName = "client.interop.test",
        AdditionalTrustRoots = authority is null ? null : [authority],
        Timeouts = new SmtpTestTimeouts { Stage = TimeSpan.FromSeconds(15) },
        Message = Compose(Draft),
    };

    /// <summary>Composes a draft for a server; every call gives a message of its own.</summary>
    protected static Func<ComposeOptions, ComposedMessage> Compose(MessageDraft draft) =>
        allowed => new MessageComposer(Random.Shared).Compose(draft, allowed, DateTimeOffset.Now);

    /// <summary>Runs a test of a server with one address.</summary>
    protected static async Task<SmtpTestResult> RunAsync(SmtpTestOptions options)
    {
        using var resolver = new DnsResolver(new DnsResolverOptions(), TimeProvider.System); // asks nobody: servers are given by address
        return await RunAsync(options, resolver);
    }

    /// <summary>Runs a test of a server with one address.</summary>
    protected static async Task<SmtpTestResult> RunAsync(SmtpTestOptions options, IDnsResolver resolver)
    {
        var results = new List<SmtpTestResult>();
        await foreach (var result in new SmtpTester(resolver, TimeProvider.System).RunAsync(options, null, Token)) results.Add(result);
        return Assert.Single(results);
    }

    /// <summary>The message was sent; if not, the failure shows the whole session.</summary>
    protected static void AssertSent(SmtpTestResult result)
    {
        if (result.Status != SmtpTestStatus.Sent) Assert.Fail(Describe(result));
        Assert.Null(result.FailedStage);
        Assert.NotNull(result.QueueId);
        Assert.DoesNotContain(result.Findings, finding => finding.Severity == FindingSeverity.Error);
    }

    /// <summary>The test failed at a stage, for a reason that a finding tells; if not, the failure shows the whole session.</summary>
    protected static void AssertFailed(SmtpTestResult result, SmtpStage stage, SmtpFailureKind kind, string finding)
    {
        if ((result.Status, result.FailedStage, result.FailureKind) != (SmtpTestStatus.Failed, stage, kind)) Assert.Fail(Describe(result));
        if (result.Findings.Count == 0 || result.Findings[0].Code != finding) Assert.Fail($"Expected {finding}.\n{Describe(result)}");
        Assert.NotEmpty(result.Findings[0].Remedy);
    }

    /// <summary>The reply of a stage: code and enhanced code.</summary>
    protected static (int? Code, string? EnhancedCode) ReplyOf(SmtpTestResult result, SmtpStage stage)
    {
        var last = result.Stages.Last(each => each.Name == stage);
        return (last.Code, last.EnhancedCode);
    }

    private static string Describe(SmtpTestResult result) => string.Join('\n',
    [
        $"{result.Status} {result.FailedStage} {result.FailureKind}", .. result.Findings.Select(finding => finding.ToString()),
        .. result.Stages.Select(stage => stage.ToString()), .. result.Transcript.Select(entry => entry.ToString()),
    ]);
}
