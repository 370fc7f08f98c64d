using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.CompilerServices;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Cli.Options;

/// <summary>The records that a command is about: as words, from standard input, or one by its parts.</summary>
internal sealed class RecordSetOptions
{
    private readonly Argument<string[]> _words = new("record") { Description = "Records: lines of a zone file, or JSON as --json prints it; '-' reads them from standard input, one a line, or as CSV with the names of its columns in the first line.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _recordSet = new("--record-set") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _name = new("--name") { Description = "The whole name that holds a record, or '@' for the zone." };
    private readonly Option<string?> _type = new("--type") { Description = "Its type, such as TXT or MX.", HelpName = "type" };
    private readonly Option<string[]> _value;

    /// <param name="command">What they are added to.</param>
    /// <param name="value">What is said of the values.</param>
    /// <param name="isNeeded">Records must be given; null for always.</param>
    public RecordSetOptions(Command command, string value, Func<CommandResult, bool>? isNeeded = null)
    {
        _value = Several.Option("--value", value);
        _type.CompletionSources.Add("TXT", "MX", "A", "AAAA", "CNAME", "PTR", "TLSA", "SRV", "CAA", "NS");
        command.Arguments.Add(_words);
        foreach (var option in (Option[])[_recordSet, _name, _type, _value]) command.Options.Add(option);
        command.Validators.Add(result =>
        {
            var (words, parts) = (result.GetResult(_words) is { Tokens.Count: > 0 } || result.GetResult(_recordSet) is not null, result.GetResult(_name) is not null || result.GetResult(_type) is not null || result.GetResult(_value) is not null);
            if (words && parts) result.AddError("Records were given as words and by --name. Give them in one way.");
            else if (!words && !parts && isNeeded?.Invoke(result) is not false) result.AddError($"The records are missing ('-' reads them from standard input).{Several.Swallowed(result, "records")}");
            else if (parts && (result.GetResult(_name) is null || result.GetResult(_type) is null)) result.AddError("A record by its parts takes --name and --type.");
        });
    }

    /// <summary>Records were given, in whatever way.</summary>
    public bool IsGiven(ParseResult parsed) => Lines(parsed).Length > 0 || parsed.GetValue(_name) is not null;

    /// <summary>Standard input is read for records.</summary>
    public bool ReadsStandardInput(ParseResult parsed) => Lines(parsed).Contains(Words.StandardInput);

    /// <summary>Reads the records.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="zone">The zone that <c>@</c> stands for; null for none.</param>
    /// <param name="mayBeEmpty">A record by its parts needs no value: it is the whole set.</param>
    /// <param name="refuse">Takes what is wrong with one; the others are read all the same.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<DnsWaitItem> ReadAsync(ParseResult parsed, DnsName? zone, bool mayBeEmpty, Action<string> refuse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_name) is { } name)
        {
            var values = parsed.GetValue(_value) ?? [];
            var row = new DnsRecordRow { Name = name, Type = parsed.GetValue(_type) ?? "", Value = values };
            if (Try(() => ([row.ToRecordSet(zone, mayBeEmpty && values.Length == 0)], null), refuse) is { } one) yield return new DnsWaitItem(one.Sets[0]);
            yield break;
        }
        var reader = new RecordSetLines(zone);
        var (isEmpty, saysNone) = (true, false);
        // A zone-file line has commas of its own: words are not divided at them.
        await foreach (var line in Words.ReadAsync(Lines(parsed), Console.In, cancellationToken).ConfigureAwait(false))
        {
            var read = Try(() => reader.ReadWithBefore(line), refuse);
            (isEmpty, saysNone) = (isEmpty && read?.Sets.Count == 0, true);
            if (read is null) continue;
            foreach (var set in read.Value.Sets) yield return new DnsWaitItem(set, read.Value.Before);
        }
        if (isEmpty && saysNone) refuse("There is no record in what was given. Give lines of a zone file, or JSON as --json prints it.");
    }

    private string[] Lines(ParseResult parsed) => [.. parsed.GetValue(_words) ?? [], .. parsed.GetValue(_recordSet) ?? []];

    private static (IReadOnlyList<DnsRecordSet> Sets, DnsRecordSet? Before)? Try(Func<(IReadOnlyList<DnsRecordSet>, DnsRecordSet?)> read, Action<string> refuse)
    {
        try
        {
            return read();
        }
        catch (DnsRecordException exception)
        {
            refuse(exception.Message);
            return null;
        }
    }
}
