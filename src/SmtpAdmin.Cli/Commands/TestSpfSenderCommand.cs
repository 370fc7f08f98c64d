using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Spf;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Test-SpfSender.</summary>
internal sealed class TestSpfSenderCommand : Command
{
    private static readonly SpfCheckOptions Defaults = new();

    private readonly Argument<string?> _addressWord = new("address") { Description = "The address that the mail comes from, or several, joined by commas; '-' reads senders from standard input, as --sender - does.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Argument<string?> _mailFromWord = new("mail-from") { Description = "The MAIL FROM address; empty for the null sender.", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<string[]> _ipAddress = new("--ip-address") { Description = "The addresses that the mail comes from, by name; beside --sender, one." };
    private readonly Option<string?> _mailFrom = new("--mail-from") { Description = "The MAIL FROM address, by name." };
    private readonly Option<string?> _heloName = new("--helo-name", "--hello-name") { Description = "The name in HELO or EHLO; the null sender is checked by it." };
    private readonly Option<string[]> _sender = Several.Option("--sender", "Many senders: 'address mail-from [helo-name]' each, '<>' for the null sender; '-' reads them from standard input, one a line, or as CSV with the names of its columns in the first line. What a line lacks is as --ip-address, --mail-from and --helo-name say.");
    private readonly Option<string?> _record = new("--record") { Description = "A record that takes the place of what the sender's domain publishes." };
    private readonly Option<string?> _receiver = new("--receiver") { Description = "The name of the receiving host, for the macro r and the Received-SPF header." };
    private readonly Option<int?> _voidLookupLimit = WholeNumber.Option("--void-lookup-limit", $"How many look-ups may find nothing; {Defaults.MaxVoidLookups} unless given.", least: 0);
    private readonly Option<double?> _timeout = Seconds.Option("--timeout", "How long a check may take as a whole.", most: 3600);
    private readonly Option<bool> _trace = new("--trace") { Description = "Show every term that is tried, with its look-ups." };
    private readonly Option<bool> _quiet = new("--quiet") { Description = "Print nothing; the exit code tells whether every sender passed." };
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public TestSpfSenderCommand()
        : base("test-spf-sender", "Checks senders against the SPF record of their domain (RFC 7208).")
    {
        Arguments.Add(_addressWord);
        Arguments.Add(_mailFromWord);
        foreach (var option in (Option[])[_ipAddress, _mailFrom, _heloName, _sender, _record, _receiver, _voidLookupLimit, _timeout, _trace, _quiet]) Options.Add(option);
        _dns = new DnsOptions(this);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var options = new SpfCheckOptions
        {
            Record = ReadRecord(parsed.GetValue(_record)),
            Receiver = parsed.GetValue(_receiver),
            MaxVoidLookups = parsed.GetValue(_voidLookupLimit) ?? Defaults.MaxVoidLookups,
            Timeout = Seconds.Read(parsed, _timeout) ?? Defaults.Timeout,
            Trace = parsed.GetValue(_trace),
            ShareLookups = !_dns.KeepsNothing(parsed),
        };
        await using var resolver = _dns.CreateResolver(parsed);
        var writer = _output.CreateWriter(parsed, parsed.GetValue(_quiet));
        var checker = new SpfChecker(resolver, TimeProvider.System);
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        progress.Report("Looking up the records of the senders ...");
        await foreach (var result in checker.CheckAllAsync(ReadAsync(parsed, outcome.Refuse, cancellationToken), options, cancellationToken).ConfigureAwait(false))
        {
            outcome.Add(result.Passed ? ExitCode.Passed : result.Result == SpfResult.TempError ? ExitCode.NotCarriedOut : ExitCode.NotPassed);
            progress.Clear();
            writer.Write(result, SpfCheckView.Write);
            progress.Report(string.Create(CultureInfo.InvariantCulture, $"{outcome.Count} checked, last {result.IPAddress}"));
        }
        return outcome.End("check");
    }

    private async IAsyncEnumerable<SpfSender> ReadAsync(ParseResult parsed, Action<string> refuse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var heloName = parsed.GetValue(_heloName);
        var addresses = Addresses(parsed);
        var mailFrom = Once(parsed.GetValue(_mailFrom), parsed.GetValue(_mailFromWord), "The MAIL FROM address");
        var lines = parsed.GetValue(_sender) ?? [];
        if (lines.Length == 0 && addresses is [Words.StandardInput]) (lines, addresses) = ([Words.StandardInput], []);
        if (lines.Length == 0)
        {
            foreach (var address in addresses.DefaultIfEmpty())
            {
                if (SpfSenderText.TryRead(address, mailFrom, heloName, out var sender, out var problem)) yield return sender;
                else refuse(problem);
            }
            yield break;
        }
        if (addresses.Count > 1) throw new UsageException("Beside --sender one --ip-address is taken: that of the senders that have none.");
        var reader = new SenderLines(addresses is [var only] ? only : null, mailFrom, heloName);
        await foreach (var line in Words.ReadAsync(lines, Console.In, cancellationToken).ConfigureAwait(false))
        {
            if (reader.Read(line, out var sender) is { } problem) refuse(problem);
            else if (sender is not null) yield return sender;
        }
    }

    private IReadOnlyList<string> Addresses(ParseResult parsed)
    {
        var (named, word) = (Words.Of(parsed, _ipAddress), parsed.GetValue(_addressWord));
        if (Once(named is [var first, ..] ? first : null, word, "The address") is not { } given) return [];
        return named.Count > 0 ? named : given.Split(',', StringSplitOptions.TrimEntries) is { Length: > 1 } several ? [.. several.Where(part => part.Length > 0)] : [given];
    }

    private static string? Once(string? named, string? word, string what) =>
        named is null || word is null ? named ?? word : throw new UsageException($"{what} was given twice, as '{PlainText.Excerpt(named)}' and '{PlainText.Excerpt(word)}'. The first word is the address, the second the MAIL FROM address; give each as a word or by name.");

    private static SpfRecord? ReadRecord(string? text)
    {
        if (text is null) return null;
        return SpfRecordText.TryRead(text, out var record, out var problem) ? record : throw new UsageException(problem);
    }
}
