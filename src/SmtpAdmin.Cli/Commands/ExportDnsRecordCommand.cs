using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Export-DnsRecord.</summary>
internal sealed class ExportDnsRecordCommand : Command
{
    private readonly Argument<string[]> _words = new("record") { Description = "Records: lines of a zone file, or JSON as --json prints it; '-' reads them from standard input, one a line, or as CSV with the names of its columns in the first line. In front of them may stand the format, in place of --format.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _recordSet = new("--record-set") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<DnsRecordFormat?> _format = Choice.Option<DnsRecordFormat>("--format", "The format.");
    private readonly Option<string?> _zone = new("--zone") { Description = "The zone that the records are in; needed where names are relative to it." };
    private readonly Option<TerraformProvider?> _provider = Choice.Option<TerraformProvider>("--provider", "The provider of Terraform.");
    private readonly Option<int?> _ttl = WholeNumber.Option("--ttl", "The time to live of records that have none, in seconds.", least: 0, int.MaxValue);
    private readonly Option<string?> _resourceGroup = new("--resource-group") { Description = "Azure's resource group of the zone; the script's variable RESOURCE_GROUP unless given." };
    private readonly Option<string?> _server = new("--server") { Description = "The server that nsupdate sends to; the zone's primary server unless given.", HelpName = "host[:port]" };
    private readonly Option<string?> _path = new("--path") { Description = "The file to write; standard output unless given.", HelpName = "path" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace a file that is there." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say which file would be written, and write none." };
    private readonly OutputOptions _output;

    public ExportDnsRecordCommand()
        : base("export-dns-record", "Writes DNS records in the format of what they are published with.")
    {
        Arguments.Add(_words);
        foreach (var option in (Option[])[_recordSet, _format, _zone, _provider, _ttl, _resourceGroup, _server, _path, _force, _whatIf]) Options.Add(option);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            var words = result.GetValue(_words) ?? [];
            var (format, records) = Divide(words, result.GetResult(_format) is null ? null : default(DnsRecordFormat));
            if (format is null) result.AddError($"{(words is [var word, ..] && !word.Contains(' ', StringComparison.Ordinal) && word != "-" ? $"'{PlainText.Excerpt(word)}' is no format" : "The format is missing")}: give --format, or as the first word, one of {string.Join(", ", Enum.GetNames<DnsRecordFormat>())}.");
            if (records.Length == 0 && result.GetResult(_recordSet) is null) result.AddError($"The records are missing ('-' reads them from standard input).{Several.Swallowed(result, "records")}");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (format, words) = Divide(parsed.GetValue(_words) ?? [], parsed.GetValue(_format));
        var options = ReadOptions(parsed, format!.Value);
        if (DnsRecordExporter.ProblemOf(options) is { } refusal) throw new UsageException(refusal.Message);
        if (parsed.GetValue(_path) is "") throw new UsageException("--path names no file.");
        var (batch, problems) = (new DnsRecordBatch(), new List<string>());
        var reader = new RecordSetLines(options.Zone);
        // A zone-file line has commas of its own: words are not divided at them.
        await foreach (var line in Words.ReadAsync([.. words, .. parsed.GetValue(_recordSet) ?? []], Console.In, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                foreach (var set in reader.Read(line)) batch.Add(set);
            }
            catch (DnsRecordException exception)
            {
                problems.Add(exception.Message);
            }
        }
        var result = problems.Count == 0 ? DnsRecordExporter.Export(batch.Sets, options) : new DnsExportResult();
        problems.AddRange(result.Refusals.Select(exception => exception.Message));
        foreach (var problem in problems) Usage.Report(problem);
        return result.Export is { } export ? await WriteAsync(parsed, export, cancellationToken).ConfigureAwait(false) : ExitCode.Usage;
    }

    /// <summary>The format stands in front of the records, as it does in the cmdlet; no record is one word that names one.</summary>
    private static (DnsRecordFormat? Format, string[] Records) Divide(string[] words, DnsRecordFormat? format) =>
        format is null && words is [var first, .. var records] && Enum.GetNames<DnsRecordFormat>().FirstOrDefault(name => name.Equals(first, StringComparison.OrdinalIgnoreCase)) is { } named
            ? (Enum.Parse<DnsRecordFormat>(named), records)
            : (format, words);

    private DnsExportOptions ReadOptions(ParseResult parsed, DnsRecordFormat format) => new()
    {
        Format = format,
        Provider = parsed.GetValue(_provider),
        Zone = parsed.GetValue(_zone) is { } zone ? Usage.Check(() => DnsName.Parse(zone)) : null,
        TimeToLive = parsed.GetValue(_ttl) is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
        ResourceGroup = parsed.GetValue(_resourceGroup),
        Server = parsed.GetValue(_server),
    };

    private async Task<int> WriteAsync(ParseResult parsed, DnsExport export, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_path) is not { } path)
        {
            _output.CreateWriter(parsed, quiet: false).Write(export, whole => Console.Out.Write(whole.Text));
            return ExitCode.Passed;
        }
        if (parsed.GetValue(_whatIf))
        {
            Console.Out.WriteLine($"What if: {PlainText.Clean(path)}: Write {Counted.Of(export.RecordSetCount, "record set")} ({export.Format})");
            return ExitCode.Passed;
        }
        if (!await DnsExportFile.WriteAsync(export, path, parsed.GetValue(_force), TimeProvider.System, cancellationToken).ConfigureAwait(false)) throw new IOException(DnsExportFile.Exists(path));
        var file = new FileInfo(path);
        Console.Out.WriteLine(_output.IsJson(parsed) ? JsonLines.Write(new { file.Name, file.FullName, file.Length }) : PlainText.Clean(file.FullName));
        return ExitCode.Passed;
    }
}
