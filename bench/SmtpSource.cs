using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace SmtpAdmin.Bench;

/// <summary>Postfix's smtp-source: so many messages of one size, over so many sessions at once.</summary>
/// <param name="Sessions">Sessions at once.</param>
/// <param name="Size">Octets of a message's body.</param>
/// <param name="Reuse">Many messages a connection, rather than a connection for each.</param>
internal sealed record SmtpSource(int Sessions, int Size, bool Reuse)
{
    private const string Program = "/usr/sbin/smtp-source";

    /// <summary>Sends.</summary>
    /// <returns>How long it took until the last was accepted.</returns>
    /// <exception cref="InvalidOperationException">smtp-source is not installed, or a message was refused.</exception>
    public async Task<TimeSpan> SendAsync(IPEndPoint server, int messages, CancellationToken cancellationToken)
    {
        if (!File.Exists(Program)) throw new InvalidOperationException("smtp-source is not installed (Debian: apt-get install postfix).");
        string[] arguments = [
            "-4", "-s", Text(Sessions), "-m", Text(messages), "-l", Text(Size), "-M", "client.bench.test",
            "-f", "sender@bench.test", "-t", "recipient@bench.test", .. Reuse ? (string[])["-d"] : [], server.ToString()];
        var start = Stopwatch.GetTimestamp();
        var (exitCode, output) = await BenchCommand.RunAsync(Program, arguments, cancellationToken);
        var elapsed = Stopwatch.GetElapsedTime(start);
        return exitCode == 0 ? elapsed : throw new InvalidOperationException($"smtp-source failed: {output.Trim()}");
    }

    public override string ToString() => $"{Size / 1024,2} KiB, {Sessions,3} sessions, {(Reuse ? "reused    " : "a conn each")}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
