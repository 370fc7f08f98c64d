namespace SmtpAdmin.Cli;

/// <summary>Turns a refused argument into wrong usage.</summary>
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
}
