using System.Globalization;
using System.Text;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Reputation;

/// <summary>The request to the provider of an address, as text that can be mailed as it is: ASCII alone, and short lines, which a list beside its labels leaves as they are in 80 columns.</summary>
internal static class PtrRequestText
{
    /// <summary>The text, with a line feed behind each line.</summary>
    public static string Of(PtrNewRecord record, PtrArguments arguments, PtrEvidence? evidence, DateTimeOffset now)
    {
        var text = new StringBuilder();
        if (arguments.Block is { } block) AppendBlock(text, record, block, block.ZoneOf(arguments.Style));
        else AppendAddress(text, record, evidence);
        if (evidence is not null) text.Append('\n').Append(Checked(record, now));
        return text.ToString();
    }

    private static void AppendAddress(StringBuilder text, PtrNewRecord record, PtrEvidence? evidence) => text
        .Append("Please set the reverse DNS (the PTR record) of an address of\nours that sends mail.\n\n")
        .Append(CultureInfo.InvariantCulture, $"Address:       {record.IPAddress}\n")
        .Append(CultureInfo.InvariantCulture, $"Name wanted:   {record.HostName}\n")
        .Append(CultureInfo.InvariantCulture, $"{Current(record, evidence)}")
        .Append(CultureInfo.InvariantCulture, $"As a record:\n{record.ZoneLine}\n");

    private static void AppendBlock(StringBuilder text, PtrNewRecord record, PtrBlock block, DnsName zone) => text
        .Append("Please delegate the reverse DNS of our block of addresses to\nour name servers, by RFC 2317.\n\n")
        .Append(CultureInfo.InvariantCulture, $"Block:         {block}\n")
        .Append(CultureInfo.InvariantCulture, $"Zone for it:   {zone}\n")
        .Append(CultureInfo.InvariantCulture, $"In the zone:   {block.Above}\n\n")
        .Append("It needs NS records there with the names of our name servers,\nand for each address of the block an alias into the new zone.\nThat of the address that we need first:\n\n")
        .Append(CultureInfo.InvariantCulture, $"{record.ParentRecords[0]}\n\n")
        .Append("We publish the PTR record there:\n\n")
        .Append(CultureInfo.InvariantCulture, $"{record.ZoneLine}\n");

    private static string Current(PtrNewRecord record, PtrEvidence? evidence) => evidence switch
    {
        null => "",
        { Pointers.IsConclusive: false } => "Name now:      not known, the look-up failed\n",
        _ when record.CurrentName.Count == 0 => "Name now:      none\n",
        _ => string.Concat(record.CurrentName.Select((name, at) => $"{(at == 0 ? "Name now:  " : "           ")}    {name}{(name == record.HostName ? "" : " (to be removed)")}\n")),
    };

    private static string Checked(PtrNewRecord record, DateTimeOffset now)
    {
        var day = now.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        return record.ForwardConfirmed switch
        {
            true => $"On {day} the name\n{record.HostName}\nresolves to the address already: both directions agree when\nthis is done.\n",
            false => $"On {day} the name\n{record.HostName}\ndoes not resolve to the address yet. We see to that.\n",
            null => $"Whether the name\n{record.HostName}\nresolves to the address could not be looked up on {day}.\n",
        };
    }
}
