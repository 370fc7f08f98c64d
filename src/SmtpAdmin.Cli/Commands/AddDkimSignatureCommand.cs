using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Add-DkimSignature.</summary>
internal sealed class AddDkimSignatureCommand : Command
{
    private readonly MessageArguments _messages;
    private readonly DkimSigningArguments _signing;
    private readonly Option<string?> _outFile = new("--out-file") { Description = "Where the signed message goes, in place of its own file; from standard input it goes to standard output unless given." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be done, and do nothing." };
    private readonly OutputOptions _output;

    public AddDkimSignatureCommand()
        : base("add-dkim-signature", "Signs messages with DKIM.")
    {
        _messages = new MessageArguments(this, "The files of messages, which are replaced; '-' reads one message from standard input.");
        _signing = new DkimSigningArguments(this);
        Options.Add(_outFile);
        Options.Add(_whatIf);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var paths = _messages.Read(parsed);
        var outFile = parsed.GetValue(_outFile);
        var request = _signing.Read(parsed);
        Check(parsed, paths, outFile);
        if (outFile is not null && await request.CheckOutFileAsync(outFile, cancellationToken).ConfigureAwait(false) is { } problem) throw new UsageException(problem.Message);
        if (parsed.GetValue(_whatIf))
        {
            foreach (var path in paths) Console.Out.WriteLine($"What if: {PlainText.Clean(path)}: Sign with DKIM{(outFile is null ? "" : $" to {PlainText.Clean(outFile)}")}");
            return ExitCode.Passed;
        }
        using var keys = await _signing.ReadKeysAsync(parsed, request, cancellationToken).ConfigureAwait(false);
        var writer = _output.CreateWriter(parsed, quiet: false);
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        foreach (var path in paths)
        {
            progress.Report($"Signing {PlainText.Excerpt(path)} ...");
            try
            {
                var signatures = await SignAsync(path, outFile, keys, cancellationToken).ConfigureAwait(false);
                outcome.Add(ExitCode.Passed);
                progress.Clear();
                foreach (var signature in signatures) Show(signature with { Findings = ShellNames.In(signature.Findings) }, writer);
            }
            catch (Exception exception) when (exception is DkimMessageException or IOException or UnauthorizedAccessException)
            {
                progress.Clear();
                outcome.Add(ExitCode.NotCarriedOut);
                Usage.Report(exception is DkimMessageException ? $"{PlainText.Excerpt(path, 260)}: {exception.Message}" : exception.Message);
            }
        }
        return outcome.End("sign");
    }

    private void Check(ParseResult parsed, IReadOnlyList<string> paths, string? outFile)
    {
        if (outFile is "") throw new UsageException("--out-file names no file.");
        if (outFile is not null && paths.Count > 1) throw new UsageException("There are several messages, and one --out-file. Leave it out to sign files where they are.");
        if (!paths.Contains(Words.StandardInput)) return;
        if (_signing.ReadsStandardInput(parsed)) throw new UsageException("The message and the passphrase cannot both come from standard input.");
        if (outFile is null && paths.Count > 1) throw new UsageException("A message from standard input is signed alone, or with --out-file.");
        if (outFile is null && _output.IsJson(parsed)) throw new UsageException("The signed message goes to standard output, where --json would stand in it. Give --out-file.");
    }

    private static async Task<IReadOnlyList<DkimNewSignature>> SignAsync(string path, string? outFile, DkimSigningSet keys, CancellationToken cancellationToken)
    {
        var signer = new DkimFileSigner(TimeProvider.System);
        if (path != Words.StandardInput) return await signer.SignAsync(path, outFile, keys.Signatures, cancellationToken).ConfigureAwait(false);
        await using var input = Console.OpenStandardInput();
        if (outFile is not null) return await signer.SignAsync(input, outFile, keys.Signatures, cancellationToken).ConfigureAwait(false);

        // A signature stands first and is known last: nothing goes out before all is there.
        await using var spool = SpooledInput.Create();
        var signed = await new DkimSigner(TimeProvider.System).WriteSignedAsync(input, keys.Signatures, spool, cancellationToken).ConfigureAwait(false);
        spool.Position = 0;
        await using var output = Console.OpenStandardOutput();
        await spool.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
        return signed;
    }

    /// <summary>Behind a message on standard output nothing else may stand.</summary>
    private static void Show(DkimNewSignature signature, ResultWriter writer)
    {
        if (signature.Path is not null) writer.Write(signature, DkimNewSignatureView.Write);
        else if (signature.Findings.Any(finding => finding.Severity != FindingSeverity.Information)) DkimNewSignatureView.Write(signature, Terminal.Error);
    }
}
