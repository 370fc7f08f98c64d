using System.Runtime.CompilerServices;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Smtp.Client;

/// <summary>
/// Hands a message over, or goes as far as it is asked to, one stage after the other, and tells what each stage brought.
/// What the network does is in the results; nothing of it is thrown.
/// </summary>
/// <param name="resolver">Asks the DNS.</param>
/// <param name="timeProvider">Tells the time and measures the deadlines.</param>
/// <param name="connector">Makes the connections; null for TCP.</param>
public sealed class SmtpTester(IDnsResolver resolver, TimeProvider timeProvider, ISmtpConnector? connector = null)
{
    private readonly ISmtpConnector _connector = connector ?? TcpSmtpConnector.Instance;

    /// <summary>Tests a server: a result for each of its addresses that is tried.</summary>
    /// <remarks>
    /// A test that sends goes on to the next address only while nobody can have the message, and no server has given its verdict:
    /// a refused login is not repeated, for accounts get locked that way, nor is a message that was refused for good
    /// (RFC 5321 section 4.2.1). A test that stops before DATA tries every address, but for the refused login.
    /// </remarks>
    /// <param name="options">What to do.</param>
    /// <param name="progress">Told when a stage begins; null for nobody.</param>
    /// <param name="cancellationToken">Ends the test and closes the connection.</param>
    /// <exception cref="ArgumentException">The options are no test; the message says why. Thrown at once, not when the first result is asked for.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<SmtpTestResult> RunAsync(SmtpTestOptions options, IProgress<SmtpTestProgress>? progress, CancellationToken cancellationToken)
    {
        SmtpTestArguments.Check(options);
        return RunCheckedAsync(options, progress, cancellationToken);
    }

    private async IAsyncEnumerable<SmtpTestResult> RunCheckedAsync(
        SmtpTestOptions options, IProgress<SmtpTestProgress>? progress, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        progress?.Report(new SmtpTestProgress(options.Server, null, SmtpStage.Resolve));
        var (addresses, resolved) = await ResolveAsync(options, cancellationToken).ConfigureAwait(false);
        if (addresses.Outcome.Kind != SmtpFailureKind.None) yield return Unresolved(options, addresses.Outcome, resolved);
        foreach (var address in addresses.Addresses)
        {
            var run = new SmtpTestRun(options, address, resolved, _connector, timeProvider, progress);
            var result = await run.RunAsync(cancellationToken).ConfigureAwait(false);
            yield return result;
            if (IsFinal(result, options)) yield break;
        }
    }

    private async Task<(ServerAddresses Addresses, SmtpStageResult Stage)> ResolveAsync(SmtpTestOptions options, CancellationToken cancellationToken)
    {
        var start = timeProvider.GetTimestamp();
        var addresses = await ServerAddresses.FindAsync(
            options.Server, options.AddressFamily, options.LocalAddress, options.Timeouts.Stage, resolver, _connector, timeProvider, cancellationToken).ConfigureAwait(false);
        var outcome = addresses.Outcome;
        return (addresses, new SmtpStageResult(SmtpStage.Resolve, outcome.Succeeded, Milliseconds.Since(timeProvider, start), null, outcome.Text));
    }

    private SmtpTestResult Unresolved(SmtpTestOptions options, StageOutcome outcome, SmtpStageResult stage)
    {
        var now = timeProvider.GetUtcNow();
        return SmtpTestDiagnosis.Complete(
            new SmtpTestResult
            {
                Status = SmtpTestStatus.Failed,
                FailedStage = SmtpStage.Resolve,
                FailureKind = outcome.Kind,
                Server = options.Server,
                Port = options.EffectivePort,
                Security = options.Security,
                Provider = options.Provider,
                MxPreference = options.MxPreference,
                Stages = [stage],
                Transcript = [new TranscriptEntry(0, TranscriptSide.Note, outcome.Text)],
                DurationMs = stage.DurationMs,
                StartedAt = now,
            },
            options,
            now);
    }

    private static bool IsFinal(SmtpTestResult result, SmtpTestOptions options)
    {
        if (result.FailedStage == SmtpStage.Auth && result.FailureKind is SmtpFailureKind.Reply or SmtpFailureKind.AuthExchange) return true;
        if (result.FailureKind == SmtpFailureKind.LocalAddress) return true; // it is ours, and no better for the next one
        if (!options.Sends) return false;
        if (result.Status == SmtpTestStatus.Sent || result.MessageMayBeAccepted) return true;
        return result.FailedStage >= SmtpStage.MailFrom
            && result.Stages.Where(stage => stage.Name == result.FailedStage && !stage.Succeeded).All(stage => stage.Reply is { IsPermanentFailure: true });
    }
}
