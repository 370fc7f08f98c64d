using System.CommandLine;
using System.CommandLine.Parsing;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Cli.Service;

namespace SmtpAdmin.Cli;

/// <summary>Runs one command line and turns what became of it into an exit code.</summary>
internal static class Application
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            StandardOutput.ReportClosedPipes();
            return await ParseAndRunAsync(args).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (UsageException exception)
        {
            return Tell(exception.Message, ExitCode.Usage);
        }
        catch (IOException exception) when (StandardOutput.IsClosedPipe(exception))
        {
            return ExitCode.NobodyReads; // as behind '| head': nobody is left to be told
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return Tell(exception.Message, ExitCode.NotCarriedOut);
        }
        catch (Exception exception)
        {
            return Tell($"This is a defect of smtpadmin; please report it. {exception}", ExitCode.NotCarriedOut);
        }
    }

    private static async Task<int> ParseAndRunAsync(string[] args)
    {
        // A word that begins with '@' is a mail address without a local part, never the name of a file with more words.
        var parsed = CommandTree.Create().Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        var problems = UnknownWords.In(parsed, args);
        if (problems.Count == 0) problems = [.. parsed.Errors.Select(error => error.Message)];
        if (problems.Count > 0)
        {
            foreach (var problem in problems) Usage.Report(problem);
            return Tell($"Try '{CommandLineOf(parsed.CommandResult)} --help'.", ExitCode.Usage);
        }
        var configuration = new InvocationConfiguration
        {
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = parsed.CommandResult.Command is IHandlesSignals ? null : Grace,
        };
        return await parsed.InvokeAsync(configuration, CancellationToken.None).ConfigureAwait(false);
    }

    private static int Tell(string message, int exitCode)
    {
        try
        {
            Usage.Report(message);
        }
        catch (IOException)
        {
            // The error stream is gone too; the exit code still tells.
        }
        return exitCode;
    }

    private static string CommandLineOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{CommandLineOf(parent)} {result.Command.Name}" : "smtpadmin";
}
