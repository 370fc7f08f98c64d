using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of New-SpfRecord.</summary>
internal sealed class NewSpfRecordCommand : Command
{
    private readonly Argument<string?> _domainWord = new("domain") { Description = "The domain that is to publish the record.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string?> _domain = new("--domain") { Description = "The same, by name." };
    private readonly Option<string[]> _ipAddress = Several.Option("--ip-address", "Addresses and CIDR blocks that send; '-' reads them from standard input, one a line.");
    private readonly Option<bool> _mx = new("--mx") { Description = "The domain's mail exchangers send." };
    private readonly Option<string[]> _mxDomain = Several.Option("--mx-domain", "Domains whose mail exchangers send; '@' is the domain itself, as in '@/24'.");
    private readonly Option<string[]> _a = Several.Option("--a", "Hosts that send, with a prefix length or not; '@' is the domain itself.");
    private readonly Option<string[]> _include = Several.Option("--include", "Domains whose records are included.");
    private readonly Option<string[]> _provider = Several.Option("--provider", "Providers whose includes are known: Name or Name/variant.");
    private readonly Option<string[]> _exists = Several.Option("--exists", "Names, mostly with macros, whose existence passes a sender.");
    private readonly Option<string?> _redirect = new("--redirect") { Description = "The domain whose record decides about all others." };
    private readonly Option<string?> _explanation = new("--explanation") { Description = "The name of the text for those whose mail fails." };
    private readonly Option<SpfQualifier?> _all = Choice.Option<SpfQualifier>("--all", "What is said of all others, as a name or as ~all; Fail unless there is --redirect.");
    private readonly Option<string[]> _prove = Several.Option("--prove", "Senders to evaluate the record for: 'address=mail-from', then perhaps a blank and a HELO name; '-' reads them from standard input, one a line, or as CSV with the names of its columns in the first line.");
    private readonly Option<bool> _noLookup = new("--no-lookup") { Description = "Ask the DNS nothing: look-ups are counted in this record alone." };
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public NewSpfRecordCommand()
        : base("new-spf-record", "Makes an SPF record, counted and proved; nothing is published.")
    {
        _provider.HelpName = "name"; // in place of all that can be completed
        _provider.CompletionSources.Add([.. SpfProviders.All.SelectMany(provider => provider.Choices())]);
        if (_all.CustomParser is { } named) _all.CustomParser = result => SpfQualifierText.Find(result.Tokens[^1].Value) ?? named(result);
        Arguments.Add(_domainWord);
        foreach (var option in (Option[])[_domain, _ipAddress, _mx, _mxDomain, _a, _include, _provider, _exists, _redirect, _explanation, _all, _prove, _noLookup]) Options.Add(option);
        _dns = new DnsOptions(this);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_domain) is not null && parsed.GetValue(_domainWord) is not null) throw new UsageException("The domain was given twice. Give it once.");
        var request = new SpfBuildRequest
        {
            Domain = parsed.GetValue(_domain) ?? parsed.GetValue(_domainWord),
            IPAddress = await ReadAddressesAsync(parsed, cancellationToken).ConfigureAwait(false),
            Mx = parsed.GetValue(_mx),
            MxDomain = Words.Of(parsed, _mxDomain),
            A = Words.Of(parsed, _a),
            Include = Words.Of(parsed, _include),
            Provider = Words.Of(parsed, _provider),
            Exists = parsed.GetValue(_exists) ?? [], // a comma may be a delimiter in a macro
            Redirect = parsed.GetValue(_redirect),
            Explanation = parsed.GetValue(_explanation),
            All = parsed.GetValue(_all),
            Prove = await ReadProveAsync(parsed, cancellationToken).ConfigureAwait(false),
            NoLookup = parsed.GetValue(_noLookup),
        };
        await using var resolver = _dns.CreateResolver(parsed);
        using var progress = new ProgressLine();
        progress.Report("Looking up what the record leads to ...");
        var result = await new SpfRecordBuilder(resolver, TimeProvider.System).BuildAsync(request, cancellationToken).ConfigureAwait(false);
        progress.Clear();
        if (result.Record is not { } record)
        {
            foreach (var refusal in result.Refusals) Usage.Report(refusal.Message);
            return ExitCode.Usage;
        }
        _output.CreateWriter(parsed, quiet: false).Write(record with { Findings = ShellNames.In(record.Findings) }, SpfNewRecordView.Write);
        if (record.Passed) return ExitCode.Passed;
        return record.Proof.All(sender => sender.Result is SpfResult.Pass or SpfResult.TempError) && record.Findings.All(finding => finding.Severity != FindingSeverity.Error)
            ? ExitCode.NotCarriedOut
            : ExitCode.NotPassed;
    }

    private async Task<IReadOnlyList<string>> ReadAddressesAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var addresses = new List<string>();
        await foreach (var word in Words.ReadAsync(Words.Of(parsed, _ipAddress), Console.In, cancellationToken).ConfigureAwait(false))
        {
            addresses.Add(word);
            if (addresses.Count > SpfBuildRequest.MaxValues) break; // and so refused
        }
        return addresses;
    }

    private async Task<IReadOnlyList<string>> ReadProveAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var words = parsed.GetValue(_prove) ?? [];
        if (!words.Contains("-")) return words;
        if (Words.Of(parsed, _ipAddress).Contains("-")) throw new UsageException("--ip-address and --prove cannot both read standard input. Give one of them as words.");
        var (reader, texts) = (new SenderLines(null, null, null), new List<string>());
        await foreach (var line in Words.ReadAsync(words, Console.In, cancellationToken).ConfigureAwait(false))
        {
            if (!reader.IsTable(line)) texts.Add(line);
            else if (reader.Read(line, out var sender) is { } problem) throw new UsageException(problem);
            else if (sender is not null) texts.Add(SpfProveText.Of(sender));
            if (texts.Count > SpfBuildRequest.MaxValues) break; // and so refused
        }
        return texts.Count > 0 ? texts : throw new UsageException("There was nothing to prove: standard input is empty.");
    }
}
