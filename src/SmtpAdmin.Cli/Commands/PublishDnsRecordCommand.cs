using System.CommandLine;
using SmtpAdmin.Cli.Options;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Publish-DnsRecord.</summary>
internal sealed class PublishDnsRecordCommand : Command
{
    private readonly Option<string?> _undo = new("--undo") { Description = "A journal: what was there before its changes is put back.", HelpName = "path" };
    private readonly Option<int?> _ttl = WholeNumber.Option("--ttl", "The time to live of records that say none, in seconds; what the set had before, or 3600, unless given.", least: 0, int.MaxValue);
    private readonly Option<bool> _merge = new("--merge") { Description = "Of a TXT set keep what is of another kind: of 'v=spf1' only the old SPF record is replaced." };
    private readonly Option<bool> _force = new("--force") { Description = "Replace a TXT set even where it holds records of another kind." };
    private readonly RecordSetOptions _records;
    private readonly DnsUpdateOptions _update;

    public PublishDnsRecordCommand()
        : base("publish-dns-record", "Publishes DNS records by dynamic update, each replaced only if it is still what was read.")
    {
        foreach (var option in (Option[])[_undo, _ttl, _merge, _force]) Options.Add(option);
        _records = new RecordSetOptions(this, "The data of each record: of TXT the text itself, of others as in a zone file.", result => result.GetResult(_undo) is null);
        _update = new DnsUpdateOptions(this);
        SetAction(RunAsync);
    }

    private Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var undo = parsed.GetValue(_undo);
        if (undo is "") throw new UsageException("--undo names no file.");
        if (parsed.GetValue(_merge) && parsed.GetValue(_force)) throw new UsageException("--merge keeps what is of another kind, and --force replaces it. Give one of them.");
        if (undo is not null && (parsed.GetValue(_merge) || parsed.GetValue(_force) || parsed.GetValue(_ttl) is not null || _records.IsGiven(parsed))) throw new UsageException("--undo puts back what a journal tells of: it takes no records, and neither --merge, --force nor --ttl.");
        return _update.RunAsync(
            parsed, undo is null ? _records : null, mayBeEmpty: false,
            (publisher, batch, options, token) => undo is null ? publisher.PlanAsync(batch, options, token) : publisher.PlanUndoAsync(undo, options, token),
            options => options with { Merge = parsed.GetValue(_merge), Force = parsed.GetValue(_force), TimeToLive = parsed.GetValue(_ttl) is { } seconds ? TimeSpan.FromSeconds(seconds) : null },
            cancellationToken);
    }
}
