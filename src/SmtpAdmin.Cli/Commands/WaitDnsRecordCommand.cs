using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Wait-DnsRecord.</summary>
internal sealed class WaitDnsRecordCommand : Command
{
    private const double MaxTimeout = 604_800; // seven days, in seconds

    private readonly Option<bool> _all = new("--all") { Description = "Ask every authoritative server of the zone; otherwise the resolver." };
    private readonly Option<string[]> _nameServer = Several.Option("--name-server", "Servers to ask in place of those that the zone names: address or address:port.");
    private readonly Option<double?> _timeout = Seconds.Option("--timeout", "How long to wait at most; 300 unless given.", MaxTimeout);
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing; the exit code tells." };
    private readonly RecordSetOptions _records;
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public WaitDnsRecordCommand()
        : base("wait-dns-record", "Waits until records are seen. Exit code 0: all are; 1: not in time; 3: not all servers told.")
    {
        foreach (var option in (Option[])[_all, _nameServer, _timeout, _quiet]) Options.Add(option);
        _records = new RecordSetOptions(this, "The data of each record; none, to wait until the records are gone.");
        _dns = new DnsOptions(this);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var servers = DnsOptions.ReadServers(Words.Of(parsed, _nameServer)) ?? [];
        var defaults = new DnsWaitOptions();
        var options = defaults with { All = parsed.GetValue(_all) || servers.Count > 0, Servers = servers, Timeout = Seconds.Read(parsed, _timeout) ?? defaults.Timeout };
        var dns = _dns.ReadOptions(parsed);
        await using var resolver = DnsOptions.CreateResolver(dns);
        using var waiter = new DnsRecordWaiter(resolver, dns, TimeProvider.System);
        var writer = _output.CreateWriter(parsed, parsed.GetValue(_quiet));
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        var items = _records.ReadAsync(parsed, zone: null, mayBeEmpty: true, outcome.Refuse, cancellationToken);
        await foreach (var result in waiter.WaitAllAsync(items, options, progress.Report, cancellationToken).ConfigureAwait(false))
        {
            progress.Clear();
            outcome.Add(result.Status switch { DnsWaitStatus.Visible => ExitCode.Passed, DnsWaitStatus.Unknown => ExitCode.NotCarriedOut, _ => ExitCode.NotPassed });
            writer.Write(result with { Findings = ShellNames.In(result.Findings) }, DnsWaitView.Write);
        }
        return outcome.End("wait for");
    }
}
