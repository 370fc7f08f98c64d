using System.CommandLine;

namespace SmtpAdmin.Cli.Options;

/// <summary>A secret from the environment, a file or standard input: never from an argument, which every user of the machine can read.</summary>
internal sealed class SecretOptions
{
    private const int MaxLength = 64 * 1024; // characters; the longest access tokens have a few thousand

    private readonly Option<string?> _env;
    private readonly Option<string?> _file;
    private readonly Option<bool> _stdin;
    private readonly Func<FileStream, string, string, string?>? _problem;

    /// <param name="command">What they are added to.</param>
    /// <param name="name">What they begin with.</param>
    /// <param name="what">What the secret is.</param>
    /// <param name="problem">Says why a file, with its description and its path, is not to be used; null to use any.</param>
    public SecretOptions(Command command, string name, string what, Func<FileStream, string, string, string?>? problem = null)
    {
        _problem = problem;
        _env = new Option<string?>($"--{name}-env") { Description = $"The environment variable that holds {what}.", HelpName = "name" };
        _file = new Option<string?>($"--{name}-file") { Description = $"The file that holds {what}; a line end at its end does not count.", HelpName = "path" };
        _stdin = new Option<bool>($"--{name}-stdin") { Description = $"Read {what} from the first line of standard input." };
        command.Options.Add(_env);
        command.Options.Add(_file);
        command.Options.Add(_stdin);
    }

    public bool ReadsStandardInput(ParseResult parsed) => parsed.GetValue(_stdin);

    /// <summary>One of the options is used.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_env) is not null || parsed.GetValue(_file) is not null || parsed.GetValue(_stdin);

    /// <summary>The secret; null when none of the options is used.</summary>
    /// <exception cref="UsageException">More than one is used, or the one that is holds nothing.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<string?> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var sources = new[] { parsed.GetValue(_env) is not null, parsed.GetValue(_file) is not null, parsed.GetValue(_stdin) };
        if (sources.Count(used => used) > 1) throw new UsageException($"{_env.Name}, {_file.Name} and {_stdin.Name} exclude each other.");
        if (parsed.GetValue(_env) is { } variable)
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } secret
                ? secret
                : throw new UsageException($"The environment variable '{variable}' named by {_env.Name} is not set, or empty.");
        }
        if (parsed.GetValue(_file) is { } file)
        {
            if (file.Length == 0) throw new UsageException($"{_file.Name} names no file.");
            var text = await ReadFileAsync(file, cancellationToken).ConfigureAwait(false);
            return text.TrimEnd('\r', '\n') is { Length: > 0 } secret ? secret : throw new UsageException($"The file '{file}' named by {_file.Name} is empty.");
        }
        if (!parsed.GetValue(_stdin)) return null;
        return await Console.In.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } line
            ? line
            : throw new UsageException($"{_stdin.Name} was given, but standard input is empty.");
    }

    private async Task<string> ReadFileAsync(string path, CancellationToken cancellationToken)
    {
        // A named pipe would be waited for as long as nobody writes into it; one that is open already, as a shell's <(...), is read.
        var what = $"The file '{PlainText.Excerpt(path, 260)}' named by {_file.Name}";
        if (SecretFile.Problem(path) is { } kind) throw new UsageException($"{what} cannot be read: {kind}");
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        if (_problem?.Invoke(file, what, path) is { } problem) throw new UsageException(problem);
        using var reader = new StreamReader(file);
        var buffer = new char[MaxLength + 1];
        var length = await reader.ReadBlockAsync(buffer, cancellationToken).ConfigureAwait(false);
        return length <= MaxLength ? new string(buffer, 0, length) : throw new UsageException($"{what} is too large for a secret.");
    }
}
