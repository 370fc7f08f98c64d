using System.Text.Json;
using SmtpAdmin.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Runs of a blacklist check, one after another, with a state file and a clock of their own.</summary>
internal sealed class Runs : IDisposable
{
    public StateFolder Folder { get; } = new();

    /// <summary>What the next runs are to do.</summary>
    public required DnsblRunRequest Request { get; set; }

    /// <summary>The tally of the last run.</summary>
    public DnsblTally Tally { get; private set; } = new();

    /// <summary>Runs that ask one list and remember.</summary>
    public static Runs Watching(params DnsblList[] lists)
    {
        var runs = new Runs { Request = new DnsblRunRequest { Lists = lists.Length > 0 ? lists : [Lists.List("bl.test")] } };
        runs.Request = runs.Request with { StatePath = runs.Folder.StatePath };
        return runs;
    }

    /// <summary>Runs that ask lists and remember nothing.</summary>
    public static Runs Once(params DnsblList[] lists) => new() { Request = new DnsblRunRequest { Lists = lists } };

    public Task<RecordingReport> RunAsync(IDnsResolver dns, params string[] targets) => RunAsync(dns, new RecordingReport(), targets);

    public async Task<RecordingReport> RunAsync(IDnsResolver dns, RecordingReport report, params string[] targets)
    {
        Tally = await new DnsblRunner(dns, Folder.Time).RunAsync(Lists.Targets(targets), Request, report, TestContext.Current.CancellationToken);
        return report;
    }

    /// <summary>The lines of the log.</summary>
    public IReadOnlyList<JsonElement> Log => [.. File.ReadLines(Request.LogPath!).Select(line => JsonDocument.Parse(line).RootElement)];

    /// <summary>Lets time go by.</summary>
    public void Wait(TimeSpan time) => Folder.Time.Now += time;

    public void Dispose() => Folder.Dispose();
}
