using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Bench;

/// <summary>A DNS server of our own in a process and a directory of its own; stopped, and its directory removed, when disposed.</summary>
/// <param name="process">The process.</param>
/// <param name="directory">The directory.</param>
internal sealed class ServerProcess(Process process, string directory) : IAsyncDisposable
{
    /// <summary>A free loopback port, by UDP and TCP as far as can be told.</summary>
    public static IPEndPoint FreeEndPoint()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return (IPEndPoint)probe.LocalEndpoint;
    }

    /// <summary>Waits until the server answers.</summary>
    /// <returns>Whether it did, within some seconds; if not, it has been stopped.</returns>
    public async Task<bool> AnswersAsync(IPEndPoint endPoint, string name, DnsType type, CancellationToken cancellationToken)
    {
        var answers = false;
        try
        {
            await using var resolver = new DnsResolver(
                new DnsResolverOptions { Servers = [endPoint], Timeout = TimeSpan.FromMilliseconds(200), Attempts = 1, UseCache = false }, TimeProvider.System);
            for (var tries = 0; tries < 50 && !process.HasExited && !answers; tries++)
            {
                answers = (await resolver.ResolveAsync(DnsName.Parse(name), type, cancellationToken)).Outcome == DnsOutcome.Answer;
                if (!answers) await Task.Delay(100, cancellationToken);
            }
            return answers;
        }
        finally
        {
            if (!answers) await StopAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        process.Dispose();
        Directory.Delete(directory, recursive: true);
    }

    private async Task StopAsync()
    {
        if (!process.HasExited) process.Kill();
        await process.WaitForExitAsync();
    }
}
