namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>Which real servers this machine has.</summary>
internal static class Peer
{
    /// <summary>Skips the running test, by name and with the reason, unless every program named can be started here.</summary>
    internal static void SkipUnlessAvailable(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (WhyNot(PeerProgram.Known[name]) is { } reason) Assert.Skip(reason);
        }
    }

    private static string? WhyNot(PeerProgram program)
    {
        if (!OperatingSystem.IsLinux()) return $"{program.Name} is started on Linux only";
        if (!program.Exists) return $"{program.Name} is not installed: run tests/interop-setup.sh";
        return program.NeedsRoot && !Environment.IsPrivilegedProcess ? $"{program.Name} can be started by root only" : null;
    }
}
