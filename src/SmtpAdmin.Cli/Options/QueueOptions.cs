using System.CommandLine;
using System.Runtime.CompilerServices;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>Which messages of which queue a command works on: queue ids as words, by name, or from standard input.</summary>
internal sealed class QueueOptions
{
    private readonly Argument<string[]> _words = new("queue-id")
    {
        Description = "Queue ids, with the wildcards * and ? too; '-' reads them from standard input, one a line.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string[]> _queueId = new("--queue-id") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly SpoolOption _spool;

    public QueueOptions(Command command)
    {
        command.Arguments.Add(_words);
        command.Options.Add(_queueId);
        _spool = new SpoolOption(command);
    }

    /// <summary>The queue ids as they are given; none for all.</summary>
    /// <exception cref="UsageException">One is empty.</exception>
    public IReadOnlyList<string> Words(ParseResult parsed)
    {
        var words = Input.Words.Of(parsed, _words, _queueId);
        return words.Any(string.IsNullOrWhiteSpace) ? throw new UsageException("A queue id is empty. Leave it out, or give one as get-smtp-queue shows it.") : words;
    }

    /// <summary>What is asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="words">The queue ids as they are given.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<SmtpQueueRequest> ReadAsync(ParseResult parsed, IReadOnlyList<string> words, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var spool = _spool.Read(parsed);
        if (words.Count == 0 || words.Contains("*"))
        {
            yield return new SmtpQueueRequest(spool, []);
            yield break;
        }
        await foreach (var word in Input.Words.ReadAsync(words, Console.In, cancellationToken).ConfigureAwait(false)) yield return new SmtpQueueRequest(spool, word == "*" ? [] : [word]);
    }
}
