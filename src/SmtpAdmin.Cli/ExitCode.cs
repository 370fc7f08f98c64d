namespace SmtpAdmin.Cli;

/// <summary>What the executable tells the shell.</summary>
internal static class ExitCode
{
    public const int Passed = 0;
    public const int NotPassed = 1;
    public const int Usage = 2;
    public const int NotCarriedOut = 3;
    public const int Interrupted = 130;
    public const int NobodyReads = 141; // what a shell tells of a program that SIGPIPE ended: 3 would say that a relay or a server cannot be reached
}
