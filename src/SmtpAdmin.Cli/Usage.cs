using SmtpAdmin.Cli.Output;

namespace SmtpAdmin.Cli;

/// <summary>Wrong usage: how it is told, and what becomes of a refused argument.</summary>
internal static class Usage
{
    /// <exception cref="UsageException">The argument was refused.</exception>
    public static T Check<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException)
        {
            throw new UsageException(Refusal.Text(exception));
        }
    }

    public static void Report(string reason) => Console.Error.WriteLine($"smtpadmin: {ShellNames.In(reason)}");
}
