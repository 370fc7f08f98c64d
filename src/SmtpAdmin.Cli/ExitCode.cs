namespace SmtpAdmin.Cli;

/// <summary>What the executable tells the shell.</summary>
internal static class ExitCode
{
    public const int Passed = 0;
    public const int NotPassed = 1;
    public const int Usage = 2;
    public const int NotCarriedOut = 3;
    public const int Interrupted = 130;
}
