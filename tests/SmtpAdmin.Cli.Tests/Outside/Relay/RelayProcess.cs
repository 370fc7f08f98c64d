using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace SmtpAdmin.Cli.Tests.Outside.Relay;

/// <summary>A relay as a process of its own: <c>smtpadmin start-smtp-relay</c>. Killed when disposed, if it still runs.</summary>
internal sealed class RelayProcess : IAsyncDisposable
{
    private static readonly TimeSpan HangGuard = TimeSpan.FromMinutes(1);

    private readonly Process _process;
    private readonly StringBuilder _errors = new();
    private readonly Task _reading;

    private RelayProcess(Process process)
    {
        _process = process;
        _reading = ReadErrorsAsync();
    }

    /// <summary>Where it listens, in the order of its configuration.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints { get; private set; } = [];

    /// <summary>What it printed when it was ready.</summary>
    public JsonElement Status { get; private set; }

    /// <summary>What it has said on its error stream.</summary>
    public string Errors
    {
        get
        {
            lock (_errors) return _errors.ToString();
        }
    }

    /// <summary>Starts one, and waits until it is ready.</summary>
    public static Task<RelayProcess> StartAsync(string configurationPath, Dictionary<string, string>? environment = null) => StartAsync(["--config", configurationPath], environment);

    /// <summary>Starts one by options, and waits until it is ready.</summary>
    public static async Task<RelayProcess> StartAsync(string[] options, Dictionary<string, string>? environment = null)
    {
        var relay = new RelayProcess(Executable.Start(["start-smtp-relay", .. options, "--dns-server", "127.0.0.1:9", "--json"], environment ?? []));
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(HangGuard);
        try
        {
            var line = await relay._process.StandardOutput.ReadLineAsync(guard.Token);
            if (line is null)
            {
                await relay._reading;
                throw new InvalidOperationException($"The relay did not start: {relay.Errors}");
            }
            relay.Status = JsonDocument.Parse(line).RootElement;
            relay.EndPoints = [.. relay.Status.GetProperty("Listeners").EnumerateArray().Select(listener => IPEndPoint.Parse(listener.GetProperty("EndPoint").GetString()!))];
            return relay;
        }
        catch
        {
            await relay.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends it at once, as a crash would (SIGKILL).</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>Sends a signal, such as TERM.</summary>
    public async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Waits until it has said something on its error stream.</summary>
    public async Task WaitForErrorAsync(string text)
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(HangGuard);
        while (!Errors.Contains(text, StringComparison.Ordinal)) await Task.Delay(20, guard.Token);
    }

    /// <summary>Waits until it takes no more connections.</summary>
    public async Task WaitUntilStoppingAsync()
    {
        using var guard = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        guard.CancelAfter(HangGuard);
        try
        {
            while (true)
            {
                await using var talk = await SmtpTalk.ConnectAsync(EndPoints[0], guard.Token);
                await Task.Delay(20, guard.Token);
            }
        }
        catch (Exception problem) when (problem is SocketException or IOException)
        {
            // The door is shut.
        }
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(HangGuard);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        await _reading;
        _process.Dispose();
    }

    private async Task ReadErrorsAsync()
    {
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            lock (_errors) _errors.AppendLine(line);
        }
    }
}
