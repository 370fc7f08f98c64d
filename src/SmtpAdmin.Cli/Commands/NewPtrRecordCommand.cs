using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of New-PtrRecord.</summary>
internal sealed class NewPtrRecordCommand : Command
{
    private readonly Argument<string[]> _words = new("address") { Description = "The addresses; '-' reads them from standard input, one a line. Behind them may stand the name, in place of --host-name.", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _ipAddress = new("--ip-address") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _hostName = new("--host-name") { Description = "The name that they are to have: the server's full name, which it gives in HELO." };
    private readonly Option<string?> _block = new("--block") { Description = "The block whose reverse DNS has a zone of its own (RFC 2317), as 192.0.2.128/26 or 192.0.2.128-191." };
    private readonly Option<PtrBlockStyle?> _blockStyle = Choice.Option<PtrBlockStyle>("--block-style", "How that zone's label is written: 128/26, 128-26 or 128-191; as the block is given unless told.");
    private readonly Option<bool> _noLookup = new("--no-lookup") { Description = "Ask the DNS nothing." };
    private readonly DnsOptions _dns;
    private readonly OutputOptions _output;

    public NewPtrRecordCommand()
        : base("new-ptr-record", "Makes PTR records, and the request to the provider of the address; nothing is published.")
    {
        Arguments.Add(_words);
        foreach (var option in (Option[])[_ipAddress, _hostName, _block, _blockStyle, _noLookup]) Options.Add(option);
        _dns = new DnsOptions(this);
        _output = new OutputOptions(this);
        Validators.Add(result =>
        {
            var (addresses, name) = Divide(result.GetValue(_words) ?? [], result.GetValue(_hostName));
            if (addresses.Length == 0 && result.GetResult(_ipAddress) is null)
                result.AddError($"An address is missing ('-' reads them from standard input).{Several.Swallowed(result, "addresses")}");
            else if (name is null) result.AddError("The name is missing: give it behind the addresses, or by --host-name.");
        });
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var resolver = _dns.CreateResolver(parsed);
        var builder = new PtrRecordBuilder(resolver, TimeProvider.System);
        var writer = _output.CreateWriter(parsed, quiet: false);
        var outcome = new RunOutcome();
        using var progress = new ProgressLine();
        var (words, name) = Divide(parsed.GetValue(_words) ?? [], parsed.GetValue(_hostName));
        await foreach (var address in Words.ReadAsync([.. Words.Of(words, _words), .. Words.Of(parsed, _ipAddress)], Console.In, cancellationToken).ConfigureAwait(false))
        {
            var request = new PtrRequest
            {
                IPAddress = address,
                HostName = name ?? "",
                Block = parsed.GetValue(_block),
                BlockStyle = parsed.GetValue(_blockStyle),
                NoLookup = parsed.GetValue(_noLookup),
            };
            progress.Report($"Looking up {PlainText.Excerpt(address)} ...");
            try
            {
                var record = await builder.BuildAsync(request, cancellationToken).ConfigureAwait(false);
                outcome.Add(ExitCode.Passed);
                progress.Clear();
                writer.Write(record with { Findings = ShellNames.In(record.Findings) }, PtrNewRecordView.Write);
            }
            catch (PtrException exception)
            {
                progress.Clear();
                outcome.Refuse(ShellNames.In(exception.Message));
            }
        }
        return outcome.End("do");
    }

    /// <summary>The name stands behind the addresses, as it does in the cmdlet; no address has a letter but for those with colons.</summary>
    private static (string[] Addresses, string? Name) Divide(string[] words, string? name) =>
        name is null && words is [.. var addresses, var last] && last.Any(char.IsLetter) && last.AsSpan().IndexOfAny(':', ',') < 0 ? (addresses, last) : (words, name);
}
