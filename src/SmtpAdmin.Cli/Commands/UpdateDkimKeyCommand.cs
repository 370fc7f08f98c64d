using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Update-DkimKey.</summary>
internal sealed class UpdateDkimKeyCommand : Command
{
    private readonly Argument<string[]> _words = new("domain") { Description = "Domains that sign; '-' reads them from standard input, one a line.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _domain = new("--domain") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _path = new("--path") { Description = "The folder of the private keys; the current one unless given." };
    private readonly Option<string?> _statePath = new("--state-path") { Description = "The file that the rotation is remembered in; one beside the keys unless given." };
    private readonly Option<string?> _selector = new("--selector") { Description = "The selector for the new key; one that says when it was made unless given." };
    private readonly Option<string?> _currentSelector = new("--current-selector") { Description = "The selector in use when the first rotation begins, where the signer's configuration does not tell it." };
    private readonly Option<bool> _firstKey = new("--first-key") { Description = "The domain has no key so far." };
    private readonly Option<DkimKeyAlgorithm?> _algorithm = Choice.Option<DkimKeyAlgorithm>("--algorithm", "The kind of the new key; that of the key in use unless given, and Rsa for the first.");
    private readonly Option<int?> _keySize = WholeNumber.Option("--key-size", $"The size of an RSA key, in bits; that of the key in use unless given, and {DkimKeyRequest.DefaultKeySize} at the least.");
    private readonly Option<DkimKeyMode?> _flag = Choice.Option<DkimKeyMode>("--flag", "What the record says besides the key (t=).");
    private readonly Option<string?> _note = new("--note") { Description = "A note for people in the record (n=)." };
    private readonly Option<int?> _retainDays = WholeNumber.Option("--retain-days", $"How many days the old record is kept after the signer used it last; {DkimRotationRequest.DefaultRetainDays} unless given.", least: 1, DkimRotationRequest.MaxDays);
    private readonly Option<int?> _maxAge = WholeNumber.Option("--max-age", "From how many days of age on a key is to be followed by another.", least: 1, DkimRotationRequest.MaxDays);
    private readonly Option<DkimSoftware?> _config = Choice.Option<DkimSoftware>("--config", "The program that signs.");
    private readonly Option<string?> _configPath = new("--config-path") { Description = "OpenDKIM's KeyTable, a map from domains to selectors of Exim or rspamd, or Haraka's config/dkim." };
    private readonly Option<string?> _keyPathTemplate = new("--key-path-template") { Description = "Where Exim or rspamd looks for the key of a selector, with $selector in it." };
    private readonly Option<bool> _updateConfig = new("--update-config") { Description = "Change the line of that file when it is time." };
    private readonly Option<string?> _signingSelector = new("--signing-selector") { Description = "The selector that the signer uses now, where its configuration is not read." };
    private readonly Option<string[]> _nameServer = Several.Option("--name-server", "Servers to ask in place of those that the zone names: address or address:port.");
    private readonly Option<bool> _force = new("--force") { Description = "Begin a new rotation though none is due, or though the new key was lost; change the signer's configuration again though somebody changed it back." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be done, and do nothing." };
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public UpdateDkimKeyCommand()
        : base("update-dkim-key", "Changes a domain's DKIM key for another, one safe step at a time. Exit code 0: nothing is wrong, also where you have something to do; 1: something is wrong; 3: not all could be found out.")
    {
        Arguments.Add(_words);
        Option[] all =
        [
            _domain, _path, _statePath, _selector, _currentSelector, _firstKey, _algorithm, _keySize, _flag, _note, _retainDays, _maxAge,
            _config, _configPath, _keyPathTemplate, _updateConfig, _signingSelector, _nameServer, _force, _whatIf,
        ];
        foreach (var option in all) Options.Add(option);
        _dns = new DnsOptions(this, DnsOptions.ServerTimeout);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            if (result.GetResult(_words) is not { Tokens.Count: > 0 } && result.GetResult(_domain) is null) result.AddError($"A domain is missing ('-' reads them from standard input).{Several.Swallowed(result, "domains")}");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        foreach (var option in (Option<string?>[])[_path, _statePath, _configPath])
        {
            if (parsed.GetValue(option) is "") throw new UsageException($"{option.Name} names nothing.");
        }
        var nameServers = DnsOptions.ReadServers(Words.Of(parsed, _nameServer)) ?? [];
        var dns = _dns.ReadOptions(parsed);
        await using var resolver = DnsOptions.CreateResolver(dns);
        var rotator = new DkimRotator(resolver, dns, TimeProvider.System);
        var writer = _output.CreateWriter(parsed, quiet: false);
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        await foreach (var word in Words.ReadAsync(Words.Of(parsed, _words, _domain), Console.In, cancellationToken).ConfigureAwait(false))
        {
            if (!DkimNameText.TryReadDomain(word, out var domain, out var problem))
            {
                outcome.Refuse(ShellNames.In(problem));
                continue;
            }
            progress.Report($"Looking at {domain} ...");
            var request = Request(parsed, domain) with { NameServers = nameServers };
            try
            {
                request.Validate();
            }
            catch (ArgumentException exception)
            {
                throw new UsageException(ShellNames.In(exception.Message));
            }
            try
            {
                var step = await rotator.StepAsync(request, cancellationToken).ConfigureAwait(false);
                progress.Clear();
                outcome.Add(CodeOf(step));
                writer.Write(step with { NextStep = ShellNames.In(step.NextStep), Findings = ShellNames.In(step.Findings) }, DkimRotationView.Write);
            }
            catch (DkimRotationException exception)
            {
                progress.Clear();
                if (exception.IsWrongArgument)
                {
                    outcome.Refuse(ShellNames.In(exception.Message));
                    continue;
                }
                Usage.Report(ShellNames.In(exception.Message));
                outcome.Add(ExitCode.NotCarriedOut);
            }
        }
        return outcome.End("do");
    }

    private static int CodeOf(DkimRotationStep step) => step.Status switch
    {
        DkimRotationStatus.Broken => ExitCode.NotPassed,
        DkimRotationStatus.Unknown => ExitCode.NotCarriedOut,
        _ => ExitCode.Passed,
    };

    private DkimRotationRequest Request(ParseResult parsed, string domain) => new()
    {
        Domain = domain,
        Folder = parsed.GetValue(_path) ?? ".",
        StatePath = parsed.GetValue(_statePath),
        Selector = parsed.GetValue(_selector),
        CurrentSelector = parsed.GetValue(_currentSelector),
        FirstKey = parsed.GetValue(_firstKey),
        Algorithm = parsed.GetValue(_algorithm),
        KeySize = parsed.GetValue(_keySize),
        Flags = parsed.GetValue(_flag) ?? DkimKeyMode.None,
        Note = parsed.GetValue(_note),
        RetainDays = parsed.GetValue(_retainDays) ?? DkimRotationRequest.DefaultRetainDays,
        MaxAge = parsed.GetValue(_maxAge),
        Config = parsed.GetValue(_config),
        ConfigPath = parsed.GetValue(_configPath),
        KeyPathTemplate = parsed.GetValue(_keyPathTemplate),
        UpdateConfig = parsed.GetValue(_updateConfig),
        SigningSelector = parsed.GetValue(_signingSelector),
        Force = parsed.GetValue(_force),
        OnlyLooks = parsed.GetValue(_whatIf),
    };
}
