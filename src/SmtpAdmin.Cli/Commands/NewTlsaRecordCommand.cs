using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dane;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of New-TlsaRecord.</summary>
internal sealed class NewTlsaRecordCommand : Command
{
    private readonly Argument<string[]> _words = new("host") { Description = "The hosts: asked for their certificates, unless there is --path; '-' reads them from standard input, one a line.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _computerName = new("--computer-name") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _path = new("--path") { Description = "A file with the certificate, its chain behind it or not, or with the public key: PEM or DER. No server is asked then.", HelpName = "file" };
    private readonly Option<int[]> _port = new("--port")
    {
        Description = $"The TCP ports; {TlsaRequest.DefaultPort} unless given. {Several.Hint}",
        HelpName = "number",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = Ports.Parse,
    };

    private readonly Option<TlsaUsage?> _usage = TlsaChoice.Option<TlsaUsage>("--usage", "What the certificate in the record is to the server's; DaneEe unless given.");
    private readonly Option<TlsaSelector?> _selector = TlsaChoice.Option<TlsaSelector>("--selector", "Which part of the certificate; Spki unless given.");
    private readonly Option<TlsaMatchingType?> _matchingType = TlsaChoice.Option<TlsaMatchingType>("--matching-type", "How it is held; Sha256 unless given.");
    private readonly Option<string?> _next = new("--next") { Description = "A file with the certificate or public key to come: the set then has both.", HelpName = "file" };
    private readonly Option<string?> _connect = new("--connect") { Description = "The address to connect to in place of the server's own: address or address:port." };
    private readonly Option<double?> _timeout = Seconds.Option("--timeout", "How long each stage of a session with a server may take; 30 unless given.", most: 3600);
    private readonly Option<bool> _noLookup = new("--no-lookup") { Description = "Do not ask what the DNS has at the names." };
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public NewTlsaRecordCommand()
        : base("new-tlsa-record", "Makes TLSA records (DANE) for mail servers; nothing is published.")
    {
        Arguments.Add(_words);
        foreach (var option in (Option[])[_computerName, _path, _port, _usage, _selector, _matchingType, _next, _connect, _timeout, _noLookup]) Options.Add(option);
        _dns = new DnsOptions(this);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            if (result.GetResult(_words) is not { Tokens.Count: > 0 } && result.GetResult(_computerName) is null)
                result.AddError($"A host is missing ('-' reads them from standard input).{Several.Swallowed(result, "hosts")}");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var request = Request(parsed);
        await using var resolver = _dns.CreateResolver(parsed);
        var builder = new TlsaRecordBuilder(resolver, TimeProvider.System);
        var writer = _output.CreateWriter(parsed, quiet: false);
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        var stages = new DirectProgress<SmtpTestProgress>(step => progress.Report($"{step.Server} {step.Address}: {step.Stage} ..."));
        await foreach (var name in Words.ReadAsync(Words.Of(parsed, _words, _computerName), Console.In, cancellationToken).ConfigureAwait(false))
        {
            try
            {
                await foreach (var record in builder.BuildAsync(request with { HostName = name }, stages, cancellationToken).ConfigureAwait(false))
                {
                    outcome.Add(record.Passed ? ExitCode.Passed : record.RecordSets.Count == 0 ? ExitCode.NotCarriedOut : ExitCode.NotPassed);
                    progress.Clear();
                    writer.Write(record with { Findings = ShellNames.In(record.Findings) }, TlsaNewRecordView.Write);
                }
            }
            catch (TlsaException exception)
            {
                progress.Clear();
                outcome.Refuse(ShellNames.In(exception.Message));
            }
        }
        return outcome.End("do");
    }

    private TlsaRequest Request(ParseResult parsed) => new()
    {
        HostName = "",
        Path = parsed.GetValue(_path),
        Ports = parsed.GetValue(_port) is { Length: > 0 } ports ? ports : [TlsaRequest.DefaultPort],
        Usage = parsed.GetValue(_usage) ?? TlsaUsage.DaneEe,
        Selector = parsed.GetValue(_selector) ?? TlsaSelector.Spki,
        MatchingType = parsed.GetValue(_matchingType) ?? TlsaMatchingType.Sha256,
        NextPath = parsed.GetValue(_next),
        Connect = parsed.GetValue(_connect),
        Timeout = Seconds.Read(parsed, _timeout) ?? TimeSpan.FromSeconds(30),
        NoLookup = parsed.GetValue(_noLookup),
    };
}
