using System.Management.Automation;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Record sets as they were bound, or why there are none.</summary>
/// <param name="Sets">The sets; none where there is an error, or an empty line.</param>
/// <param name="Before">What was there before they were published, where the input tells.</param>
/// <param name="Error">What is wrong with the input; null where nothing is.</param>
public sealed record RecordSetInput(IReadOnlyList<DnsRecordSet> Sets, DnsRecordSet? Before = null, ErrorRecord? Error = null)
{
    /// <summary>Reads one input.</summary>
    /// <param name="input">What was bound.</param>
    /// <param name="zone">The zone that <c>@</c> stands for; null for none.</param>
    public static RecordSetInput Read(PSObject? input, DnsName? zone)
    {
        var reader = new InputRecordSets(zone);
        return Try(() => new RecordSetInput(reader.Read(input), reader.ReadBefore(input)));
    }

    /// <summary>Reads a record of its parts.</summary>
    /// <param name="row">The parts.</param>
    /// <param name="zone">The zone that <c>@</c> stands for; null for none.</param>
    /// <param name="mayBeEmpty">Without values it is the whole set.</param>
    public static RecordSetInput Read(DnsRecordRow row, DnsName? zone, bool mayBeEmpty) => Try(() => new RecordSetInput([row.ToRecordSet(zone, mayBeEmpty)]));

    /// <summary>Adds the sets to others.</summary>
    /// <returns>Why one contradicts what is there; null where none does.</returns>
    public ErrorRecord? AddTo(DnsRecordBatch batch)
    {
        try
        {
            foreach (var set in Sets) batch.Add(set);
            return Error;
        }
        catch (DnsRecordException exception)
        {
            return Errors.Of(exception);
        }
    }

    private static RecordSetInput Try(Func<RecordSetInput> read)
    {
        try
        {
            return read();
        }
        catch (DnsRecordException exception)
        {
            return new RecordSetInput([], Error: Errors.Of(exception));
        }
    }
}
