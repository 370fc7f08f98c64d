using System.CommandLine;
using SmtpAdmin.Cli.Options;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Remove-DnsRecord.</summary>
internal sealed class RemoveDnsRecordCommand : Command
{
    private readonly RecordSetOptions _records;
    private readonly DnsUpdateOptions _update;

    public RemoveDnsRecordCommand()
        : base("remove-dns-record", "Removes DNS records by dynamic update, only if they are still what was read.")
    {
        _records = new RecordSetOptions(this, "The data of each record to remove; all of the name and type unless given.");
        _update = new DnsUpdateOptions(this);
        SetAction((parsed, cancellationToken) => _update.RunAsync(
            parsed, _records, mayBeEmpty: true, (publisher, batch, options, token) => publisher.PlanRemovalAsync(batch, options, token), options => options, cancellationToken));
    }
}
