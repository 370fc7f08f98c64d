using System.CommandLine;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Cli.Options;

/// <summary>The key that signs what is sent to a name server.</summary>
internal sealed class TsigKeyOptions
{
    private readonly Option<string?> _path = new("--key-path") { Description = "A file with the key, as BIND has it and tsig-keygen writes it.", HelpName = "path" };
    private readonly Option<string?> _name = new("--key-name") { Description = "The key's name; in a file with several, the one to use.", HelpName = "name" };
    private readonly Option<TsigAlgorithm?> _algorithm = Choice.Option<TsigAlgorithm>("--key-algorithm", "How messages are signed with a key that is not from a file; HmacSha256 unless given.");
    private readonly SecretOptions _secret;

    public TsigKeyOptions(Command command)
    {
        foreach (var option in (Option[])[_path, _name, _algorithm]) command.Options.Add(option);
        _secret = new SecretOptions(command, "key-secret", "the key's secret, in base64", TsigKeyFile.OpenProblem);
    }

    /// <summary>The secret comes from standard input.</summary>
    public bool ReadsStandardInput(ParseResult parsed) => _secret.ReadsStandardInput(parsed);

    /// <summary>The key; null where none is given.</summary>
    /// <exception cref="UsageException">It cannot be used.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public async Task<TsigKey?> ReadAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (path, name, algorithm) = (parsed.GetValue(_path), parsed.GetValue(_name), parsed.GetValue(_algorithm));
        if (path is "") throw new UsageException("--key-path names no file.");
        if (TsigKeyChoice.Problem(path is not null, name is not null, _secret.IsGiven(parsed), credential: false, algorithm is not null) is { } problem) throw new UsageException(problem);
        try
        {
            if (path is not null) return TsigKeyFile.Read(path, name);
            return await _secret.ReadAsync(parsed, cancellationToken).ConfigureAwait(false) is { } secret ? TsigKey.Create(name!, algorithm ?? TsigAlgorithm.HmacSha256, secret) : null;
        }
        catch (TsigKeyException exception)
        {
            throw new UsageException(exception.Message);
        }
    }
}
