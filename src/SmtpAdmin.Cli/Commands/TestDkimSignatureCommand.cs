using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Test-DkimSignature.</summary>
internal sealed class TestDkimSignatureCommand : Command
{
    private readonly MessageArguments _messages;
    private readonly Option<string?> _authservId = new("--authserv-id") { Description = "The name of who verifies, for the Authentication-Results header field; the host's unless given." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing; the exit code tells whether every signature passed." };
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public TestDkimSignatureCommand()
        : base("test-dkim-signature", "Verifies the DKIM signatures of messages.")
    {
        _messages = new MessageArguments(this, "The files of messages; '-' reads one message from standard input.");
        foreach (var option in (Option[])[_authservId, _quiet]) Options.Add(option);
        _dns = new DnsOptions(this, DnsOptions.ServerTimeout);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new DkimVerifyOptions { AuthservId = parsed.GetValue(_authservId) ?? System.Net.Dns.GetHostName() };
        if (DkimVerifyOptions.AuthservIdProblem(options.AuthservId) is { } problem) throw new UsageException($"--authserv-id: {problem}");
        var paths = _messages.Read(parsed);
        await using var resolver = _dns.CreateResolver(parsed);
        var writer = _output.CreateWriter(parsed, parsed.GetValue(_quiet));
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        progress.Report("Verifying signatures ...");
        await foreach (var report in new DkimVerifier(resolver, TimeProvider.System).VerifyAllAsync(SourcesAsync(paths, cancellationToken), options, cancellationToken).ConfigureAwait(false))
        {
            progress.Clear();
            if (report.Error is { } error)
            {
                outcome.Add(ExitCode.NotCarriedOut);
                Usage.Report(error.Message);
            }
            foreach (var result in report.Results)
            {
                outcome.Add(CodeOf(result));
                writer.Write(result with { Findings = ShellNames.In(result.Findings) }, DkimSignatureView.Write);
            }
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{outcome.Count} verified, last {PlainText.Excerpt(report.Source.Path ?? "standard input")}"));
        }
        return outcome.End("verify");
    }

    private static int CodeOf(DkimSignatureResult result) => result.Status switch
    {
        DkimStatus.Pass => ExitCode.Passed,
        DkimStatus.TempError => ExitCode.NotCarriedOut,
        _ => ExitCode.NotPassed,
    };

    private static async IAsyncEnumerable<DkimMessageSource> SourcesAsync(IReadOnlyList<string> paths, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            if (path != Words.StandardInput)
            {
                yield return DkimMessageSource.OfFile(path);
                continue;
            }
            // In a file it can be read twice: to verify, and to find out what was changed.
            var input = Console.OpenStandardInput();
            var spool = await SpooledInput.ReadAsync(input, cancellationToken).ConfigureAwait(false);
            yield return new DkimMessageSource(null, () => spool);
        }
    }
}
