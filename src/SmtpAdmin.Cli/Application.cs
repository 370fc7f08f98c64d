using System.CommandLine;
using System.CommandLine.Parsing;

namespace SmtpAdmin.Cli;

/// <summary>Runs one command line and turns what became of it into an exit code.</summary>
internal static class Application
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = CommandTree.Create().Parse(args);
        var problems = UnknownWords.In(parsed);
        if (problems.Count == 0) problems = [.. parsed.Errors.Select(error => error.Message)];
        if (problems.Count > 0)
        {
            foreach (var problem in problems) Usage.Report(problem);
            await Console.Error.WriteLineAsync($"Try '{CommandLineOf(parsed.CommandResult)} --help'.").ConfigureAwait(false);
            return ExitCode.Usage;
        }

        try
        {
            var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = Grace };
            return await parsed.InvokeAsync(configuration, CancellationToken.None).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        catch (UsageException exception)
        {
            Usage.Report(exception.Message);
            return ExitCode.Usage;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Usage.Report(exception.Message);
            return ExitCode.NotCarriedOut;
        }
    }

    private static string CommandLineOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{CommandLineOf(parent)} {result.Command.Name}" : "smtpadmin";
}
