using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of New-DkimKey. A private key goes to a file, and never to standard output, which ends up in terminals and logs.</summary>
internal sealed class NewDkimKeyCommand : Command
{
    private readonly Argument<string[]> _words = new("domain") { Description = "Domains that sign; '-' reads them from standard input, one a line.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _domain = new("--domain") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _selector = new("--selector") { Description = "The selector; one that says when it was made, as s202611a, unless given." };
    private readonly Option<DkimKeyAlgorithm?> _algorithm = Choice.Option<DkimKeyAlgorithm>("--algorithm", "The kind of the key; Rsa unless given.");
    private readonly Option<int?> _keySize = WholeNumber.Option("--key-size", $"The size of an RSA key, in bits; {DkimKeyRequest.DefaultKeySize} unless given.");
    private readonly Option<string?> _path = new("--path") { Description = "The folder for the files of the private keys, made where it is not there; the current one unless given." };
    private readonly Option<DkimKeyMode?> _flag = Choice.Option<DkimKeyMode>("--flag", "What the record says besides the key (t=).");
    private readonly Option<string?> _note = new("--note") { Description = "A note for people in the record (n=)." };
    private readonly Option<DkimSoftware[]> _config = Choice.Several<DkimSoftware>("--config", "Programs to write lines of configuration for.");
    private readonly Option<bool> _checkDns = new("--check-dns") { Description = "Ask the DNS whether a selector is in use." };
    private readonly Option<bool> _force = new("--force") { Description = "Make keys of less than 2048 bits too, replace files, and take selectors that are in use." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be done, and do nothing." };
    private readonly SecretOptions _passphrase;
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public NewDkimKeyCommand()
        : base("new-dkim-key", "Makes DKIM keys, and the records to publish; nothing is published.")
    {
        Arguments.Add(_words);
        foreach (var option in (Option[])[_domain, _selector, _algorithm, _keySize, _path, _flag, _note, _config, _checkDns, _force, _whatIf]) Options.Add(option);
        _passphrase = new SecretOptions(this, "passphrase", "the passphrase that encrypts the private keys");
        _dns = new DnsOptions(this);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            if (result.GetResult(_words) is not { Tokens.Count: > 0 } && result.GetResult(_domain) is null) result.AddError($"A domain is missing ('-' reads them from standard input).{Several.Swallowed(result, "domains")}");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var words = Words.Of(parsed, _words, _domain);
        if (words.Contains(Words.StandardInput) && _passphrase.ReadsStandardInput(parsed)) throw new UsageException("The domains and the passphrase cannot both come from standard input.");
        if (parsed.GetValue(_path) is "") throw new UsageException("--path names no folder.");
        var passphrase = await _passphrase.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        await using var resolver = _dns.CreateResolver(parsed);
        var maker = new DkimKeyMaker(TimeProvider.System, parsed.GetValue(_checkDns) ? resolver : null);
        var writer = _output.CreateWriter(parsed, quiet: false);
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        await foreach (var domain in Words.ReadAsync(words, Console.In, cancellationToken).ConfigureAwait(false))
        {
            progress.Report($"Making a key for {PlainText.Excerpt(domain)} ...");
            var plan = await maker.PlanAsync(Request(parsed, domain), cancellationToken).ConfigureAwait(false);
            var refusals = plan.Refusals;
            if (refusals.Count == 0 && parsed.GetValue(_whatIf))
            {
                progress.Clear();
                Console.Out.WriteLine($"What if: {PlainText.Clean(plan.PrivateKeyPath!)}: Make {(plan.MakesFolder ? "the folder, and " : "")}a private key ({plan.Request.Algorithm}, {plan.KeySize} bits) for {plan.RecordName}");
                outcome.Add(ExitCode.Passed);
                continue;
            }
            if (refusals.Count == 0)
            {
                var result = await maker.MakeAsync(plan, passphrase.AsMemory(), cancellationToken).ConfigureAwait(false);
                progress.Clear();
                if (result.Key is { } key)
                {
                    outcome.Add(ExitCode.Passed);
                    writer.Write(key with { Findings = ShellNames.In(key.Findings) }, DkimNewKeyView.Write);
                }
                refusals = result.Refusals;
            }
            progress.Clear();
            foreach (var refusal in refusals) outcome.Refuse(ShellNames.In(refusal.Message));
        }
        return outcome.End("do");
    }

    private DkimKeyRequest Request(ParseResult parsed, string domain) => new()
    {
        Domain = domain,
        Selector = parsed.GetValue(_selector),
        Algorithm = parsed.GetValue(_algorithm) ?? DkimKeyAlgorithm.Rsa,
        KeySize = parsed.GetValue(_keySize),
        Flags = parsed.GetValue(_flag) ?? DkimKeyMode.None,
        Note = parsed.GetValue(_note),
        Folder = parsed.GetValue(_path) ?? ".",
        Config = parsed.GetValue(_config) ?? [],
        Force = parsed.GetValue(_force),
    };
}
