using System.CommandLine;
using System.Runtime.CompilerServices;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Options;

/// <summary>Which messages of which queue a command works on: queue ids as words, by name, or from standard input.</summary>
internal sealed class QueueOptions
{
    private readonly Argument<string[]> _words = new("queue-id") { Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string[]> _queueId = new("--queue-id") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string?> _spoolPath = new("--spool-path") { Description = "The folder of the queue; that of a relay which is not told where unless given.", HelpName = "path" };

    /// <summary>Adds the options.</summary>
    /// <param name="command">What they are added to.</param>
    /// <param name="hasWildcards">Queue ids may have wildcards.</param>
    public QueueOptions(Command command, bool hasWildcards = true)
    {
        _words.Description = $"Queue ids{(hasWildcards ? ", with the wildcards * and ? too" : "")}; '-' reads them from standard input, one a line.";
        command.Arguments.Add(_words);
        command.Options.Add(_queueId);
        command.Options.Add(_spoolPath);
    }

    /// <summary>The queue ids as they are given; none for all.</summary>
    /// <exception cref="UsageException">One is empty.</exception>
    public IReadOnlyList<string> Words(ParseResult parsed)
    {
        var words = Input.Words.Of(parsed, _words, _queueId);
        return words.Any(string.IsNullOrWhiteSpace) ? throw new UsageException(SmtpQueueText.EmptyId) : words;
    }

    /// <summary>The folder of the queue.</summary>
    /// <exception cref="UsageException">It names no folder, or the account has none of its own.</exception>
    public string SpoolPath(ParseResult parsed)
    {
        if (parsed.GetValue(_spoolPath) is not { } given) return SpoolOptions.DefaultSpool();
        return given.Length > 0 ? Usage.Check(() => Path.GetFullPath(given)) : throw new UsageException("--spool-path names no folder.");
    }

    /// <summary>What is asked for.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="words">The queue ids as they are given.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<SmtpQueueRequest> ReadAsync(ParseResult parsed, IReadOnlyList<string> words, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var spool = SpoolPath(parsed);
        if (words.Count == 0 || words.Contains("*"))
        {
            yield return new SmtpQueueRequest(spool, []);
            yield break;
        }
        await foreach (var word in Input.Words.ReadAsync(words, Console.In, cancellationToken).ConfigureAwait(false)) yield return new SmtpQueueRequest(spool, word == "*" ? [] : [word]);
    }
}
