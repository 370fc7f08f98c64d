namespace SmtpAdmin.Cli.Service;

/// <summary>What an administrator should look at, on the error stream.</summary>
internal static class RelayWarnings
{
    public static void Tell(IEnumerable<string> warnings)
    {
        foreach (var warning in warnings) Tell(warning);
    }

    public static void Tell(string warning) => Usage.Report($"warning: {PlainText.Clean(warning)}");
}
