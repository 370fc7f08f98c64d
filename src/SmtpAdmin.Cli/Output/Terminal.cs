using Spectre.Console;

namespace SmtpAdmin.Cli.Output;

/// <summary>The console: colour and boxes on a terminal, plain text in a pipe.</summary>
internal static class Terminal
{
    private const int PipeWidth = 4096;

    public static IAnsiConsole Out { get; } = Create(Console.Out, Console.IsOutputRedirected);

    public static IAnsiConsole Error { get; } = Create(Console.Error, Console.IsErrorRedirected);

    /// <summary>Output goes to a person rather than a program.</summary>
    public static bool IsInteractive => !Console.IsOutputRedirected;

    private static IAnsiConsole Create(TextWriter writer, bool redirected)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(redirected ? new TrimmedLines(writer) : writer),
            Ansi = redirected ? AnsiSupport.No : AnsiSupport.Detect,
            ColorSystem = redirected || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 } ? ColorSystemSupport.NoColors : ColorSystemSupport.Detect,
        });
        if (redirected) console.Profile.Width = PipeWidth; // a pipe has no width: never wrap a line that a program reads
        return console;
    }
}
