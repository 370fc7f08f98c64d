namespace SmtpAdmin.Cli;

/// <summary>What a run over many inputs comes to: how many results there were, whether an input was refused, and the exit code.</summary>
internal sealed class RunOutcome
{
    private int _exitCode = ExitCode.Passed;
    private bool _refused;

    /// <summary>How many results there were.</summary>
    public int Count { get; private set; }

    /// <summary>Counts a result. What did not pass outweighs what is not known.</summary>
    /// <param name="exitCode">What the result alone would end with.</param>
    public void Add(int exitCode)
    {
        Count++;
        if (exitCode != ExitCode.Passed && _exitCode != ExitCode.NotPassed) _exitCode = exitCode;
    }

    /// <summary>Tells why an input is refused; the others still count.</summary>
    public void Refuse(string reason)
    {
        _refused = true;
        Usage.Report(reason);
    }

    /// <summary>The exit code.</summary>
    /// <param name="task">What there was to do, where there was no input: <c>check</c>.</param>
    public int End(string task)
    {
        if (Count == 0 && !_refused) Refuse($"There was nothing to {task}: standard input is empty.");
        return _refused ? ExitCode.Usage : _exitCode;
    }
}
