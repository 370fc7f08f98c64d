using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Cli;

/// <summary>The executable, from outside.</summary>
internal static class SmtpAdminRunner
{
    /// <summary>Runs <c>smtpadmin</c>.</summary>
    /// <param name="arguments">Its command line.</param>
    /// <param name="environment">Variables to add.</param>
    /// <param name="input">Its standard input.</param>
    internal static Task<PeerCommand> RunAsync(IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? environment = null, string input = "") =>
        PeerCommand.RunAsync(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Path.Combine(AppContext.BaseDirectory, "smtpadmin.dll"), .. arguments],
            TestContext.Current.CancellationToken, environment, input);
}
