using System.CommandLine;
using System.Runtime.CompilerServices;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.Cli.Options;

/// <summary>Which servers an SMTP test goes to.</summary>
internal sealed class SmtpTargetOptions
{
    private readonly Argument<string[]> _words = new("server")
    {
        Description = "Servers as name, name:port or address; '-' reads them from standard input, one a line.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _server = new("--server") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _provider = new("--provider") { Description = "A provider whose settings are used." };
    private readonly Option<string?> _region = new("--region") { Description = "The provider's region (Amazon SES)." };
    private readonly Option<bool> _viaMx = new("--via-mx") { Description = "Test the hosts that take the recipients' mail." };

    public SmtpTargetOptions(Command command)
    {
        _provider.CompletionSources.Add([.. MailProviders.All.Select(provider => provider.Name)]);
        command.Arguments.Add(_words);
        command.Options.Add(_server);
        command.Options.Add(_provider);
        command.Options.Add(_region);
        command.Options.Add(_viaMx);
        command.Validators.Add(result =>
        {
            var servers = result.GetResult(_words) is { Tokens.Count: > 0 } || result.GetResult(_server) is not null;
            var ways = new[] { servers, result.GetResult(_provider) is not null, result.GetResult(_viaMx) is not null };
            if (ways.Count(way => way) != 1) result.AddError($"Name a server, or give --provider or --via-mx: one of them.{(ways.Contains(true) ? "" : Several.Swallowed(result, "servers"))}");
            if (result.GetResult(_region) is not null && result.GetResult(_provider) is null) result.AddError("--region goes with --provider.");
        });
    }

    public async IAsyncEnumerable<SmtpTestRequest> ReadAsync(
        ParseResult parsed, SmtpTestRequest request, Action<string> refuse, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_viaMx)) yield return request with { ViaMx = true };
        else if (parsed.GetValue(_provider) is { } provider) yield return request with { Provider = Usage.Check(() => MailProviders.Get(provider, parsed.GetValue(_region))) };
        else
        {
            await foreach (var word in Words.ReadAsync(Words.Of(parsed, _words, _server), Console.In, cancellationToken).ConfigureAwait(false))
            {
                if (SmtpServerName.TryParse(word, out var server, out var problem)) yield return request with { Server = server };
                else refuse(problem); // and the others are still tested
            }
        }
    }
}
