using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Cli.Options;

/// <summary>What publishing and removing have in common: where to, with which key, and how what became of it is told.</summary>
internal sealed class DnsUpdateOptions
{
    private readonly Option<string?> _zone = new("--zone") { Description = "The zone that all names are in; found by its SOA unless given." };
    private readonly Option<string?> _server = new("--server") { Description = "The server that takes the changes; the primary server that the zone's SOA names unless given.", HelpName = "host[:port]" };
    private readonly Option<bool> _tcp = new("--tcp") { Description = "Use TCP alone; otherwise what fits into 512 octets goes over UDP." };
    private readonly Option<double?> _timeout = Seconds.Option("--timeout", "How long the server is waited for, for a connection and for each answer; 10 unless given.", most: 300);
    private readonly Option<string?> _journalPath = new("--journal-path") { Description = "A file to which what was there before is added, for 'publish-dns-record --undo'.", HelpName = "path" };
    private readonly Option<bool> _passThru = new("--pass-thru") { Description = "Print what was there and what is there now; --json prints that in any case." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Print the difference, and change nothing." };
    private readonly TsigKeyOptions _key;
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public DnsUpdateOptions(Command command)
    {
        foreach (var option in (Option[])[_zone, _server, _tcp, _timeout, _journalPath, _passThru, _whatIf]) command.Options.Add(option);
        _key = new TsigKeyOptions(command);
        _dns = new DnsOptions(command);
        _output = new OutputOptions(command);
    }

    /// <summary>Reads records, plans, and carries out.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="records">The records; null for none.</param>
    /// <param name="mayBeEmpty">A record by its parts needs no value.</param>
    /// <param name="planAsync">Plans.</param>
    /// <param name="adjust">Adds what the command alone has.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(
        ParseResult parsed, RecordSetOptions? records, bool mayBeEmpty, Func<DnsPublisher, DnsRecordBatch, DnsPublishOptions, CancellationToken, Task<DnsPublishPlan>> planAsync,
        Func<DnsPublishOptions, DnsPublishOptions> adjust, CancellationToken cancellationToken)
    {
        if (records?.ReadsStandardInput(parsed) is true && _key.ReadsStandardInput(parsed)) throw new UsageException("The records and the key's secret cannot both come from standard input.");
        if (parsed.GetValue(_journalPath) is "") throw new UsageException("--journal-path names no file.");
        var options = adjust(await ReadAsync(parsed, cancellationToken).ConfigureAwait(false));
        var (batch, refused) = (new DnsRecordBatch(options.Zone), false);
        if (records is not null)
        {
            await foreach (var item in records.ReadAsync(parsed, options.Zone, mayBeEmpty, Refuse, cancellationToken).ConfigureAwait(false))
            {
                try
                {
                    batch.Add(item.Wanted);
                }
                catch (DnsRecordException exception)
                {
                    Refuse(exception.Message);
                }
            }
            if (!refused && batch.Sets.Count == 0) Refuse("There was nothing to do: standard input is empty.");
        }
        if (refused) return ExitCode.Usage; // what is to be published together is not published in part

        await using var resolver = _dns.CreateResolver(parsed);
        var publisher = new DnsPublisher(resolver, TimeProvider.System);
        using var progress = new ProgressLine();
        progress.Report("Reading what is there ...");
        var plan = await planAsync(publisher, batch, options, cancellationToken).ConfigureAwait(false);
        progress.Clear();
        if (plan.Problems.Count > 0) return Report(plan.Problems);
        var writer = _output.CreateWriter(parsed, quiet: false);
        if (parsed.GetValue(_whatIf))
        {
            foreach (var change in plan.Changes) writer.Write(change.WhatIf(), _ => Console.Out.WriteLine($"What if: {change}"));
            return Report(plan.LeftAlone);
        }
        progress.Report($"Publishing {Counted.Of(plan.Changes.Count, "record set")} ...");
        using var journal = parsed.GetValue(_journalPath) is { } path && plan.Changes.Any(change => change.IsChange) ? DnsJournal.Open(path) : null;
        var result = await ApplyAsync(publisher, plan, options, journal, progress, cancellationToken).ConfigureAwait(false);
        progress.Clear();
        foreach (var publication in result.Publications) writer.Write(publication, one => DnsPublicationView.Write(one, parsed.GetValue(_passThru)));
        return Report([.. plan.LeftAlone, .. result.Problems]);

        void Refuse(string reason)
        {
            refused = true;
            Usage.Report(reason);
        }
    }

    private static async Task<DnsPublishResult> ApplyAsync(DnsPublisher publisher, DnsPublishPlan plan, DnsPublishOptions options, DnsJournal? journal, ProgressLine progress, CancellationToken cancellationToken)
    {
        try
        {
            return await publisher.ApplyAsync(plan.Changes, options, journal, cancellationToken).ConfigureAwait(false);
        }
        catch (DnsPublishInterruptedException exception)
        {
            progress.Clear();
            Usage.Report(exception.Message);
            throw;
        }
    }

    private async Task<DnsPublishOptions> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var defaults = new DnsPublishOptions();
        return defaults with
        {
            Zone = parsed.GetValue(_zone) is { } zone ? Usage.Check(() => DnsName.Parse(zone)) : null,
            Server = parsed.GetValue(_server),
            Key = await _key.ReadAsync(parsed, cancellationToken).ConfigureAwait(false),
            Tcp = parsed.GetValue(_tcp),
            Timeout = Seconds.Read(parsed, _timeout) ?? defaults.Timeout,
        };
    }

    private static int Report(IReadOnlyList<DnsPublishProblem> problems)
    {
        foreach (var problem in problems) Usage.Report(problem.Message);
        if (problems.Count == 0) return ExitCode.Passed;
        return problems.All(problem => problem.Fault is DnsPublishFault.OtherRecords or DnsPublishFault.CnameBesideOtherData or DnsPublishFault.Delegated or DnsPublishFault.ZoneRecord or DnsPublishFault.TooLong or DnsPublishFault.BadJournal)
            ? ExitCode.Usage
            : ExitCode.NotCarriedOut;
    }
}
