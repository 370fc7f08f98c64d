using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Get-DnsblProvider.</summary>
internal sealed class GetDnsblProviderCommand : Command
{
    private readonly Argument<string[]> _names = new("name")
    {
        HelpName = "name",
        Description = "Names or zones of lists, names with the wildcards * and ? too; '-' reads them from standard input, one a line. None for all.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _name = new("--name") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<DnsblCategory[]> _category = Choice.Several<DnsblCategory>("--category", "Lists of one of these kinds.");
    private readonly Option<DnsblSubject[]> _subject = Choice.Several<DnsblSubject>("--subject", "Lists that hold one of these.");
    private readonly Option<bool> _includeRetired = new("--include-retired") { Description = "Lists that were closed, too." };
    private readonly DnsblCatalogueOptions _catalogue;
    private readonly OutputOptions _output;

    public GetDnsblProviderCommand()
        : base("get-dnsbl-provider", "Shows the blacklists and allow lists that are known.")
    {
        Arguments.Add(_names);
        Options.Add(_name);
        Options.Add(_category);
        Options.Add(_subject);
        Options.Add(_includeRetired);
        _catalogue = new DnsblCatalogueOptions(this);
        _output = new OutputOptions(this);
        _names.CompletionSources.Add(_ => DnsblCatalogueOptions.Names());
        _name.CompletionSources.Add(_ => DnsblCatalogueOptions.Names());
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var catalogue = await _catalogue.ReadAsync(parsed, cancellationToken).ConfigureAwait(false);
        var filter = new DnsblProviderFilter
        {
            Category = parsed.GetValue(_category) ?? [],
            Subject = parsed.GetValue(_subject) ?? [],
            IncludeRetired = parsed.GetValue(_includeRetired),
        };
        var writer = _output.CreateWriter(parsed, quiet: false);
        var words = Words.Of(parsed, _names, _name);
        if (words.Count == 0)
        {
            foreach (var provider in filter.All(catalogue)) writer.Write(provider, DnsblProviderView.WriteRow);
            return ExitCode.Passed;
        }

        var refused = false;
        await foreach (var word in Words.ReadAsync(words, Console.In, cancellationToken).ConfigureAwait(false))
        {
            // One list is looked at closely, many at a glance.
            Action<DnsblProvider> view = word.AsSpan().ContainsAny('*', '?') ? DnsblProviderView.WriteRow : DnsblProviderView.WriteWhole;
            var found = filter.Find(catalogue, word, out var problem, out var note);
            foreach (var provider in found) writer.Write(provider, view);
            if (note is not null) Usage.Report($"warning: {note.Message}");
            if (problem is null) continue;
            refused = true;
            Usage.Report(problem.Message);
        }
        return refused ? ExitCode.Usage : ExitCode.Passed;
    }
}
