using System.CommandLine;
using SmtpAdmin.Cli.Options;

namespace SmtpAdmin.Cli.Input;

/// <summary>The files of messages on a command line: as words, by name, and <c>-</c> for standard input.</summary>
internal sealed class MessageArguments
{
    private readonly Argument<string[]> _words;
    private readonly Option<string[]> _path = new("--path") { Description = "The same, by name.", AllowMultipleArgumentsPerToken = true };

    public MessageArguments(Command command, string description)
    {
        _words = new Argument<string[]>("path") { Description = description, Arity = ArgumentArity.ZeroOrMore };
        command.Arguments.Add(_words);
        command.Options.Add(_path);
        command.Validators.Add(result =>
        {
            if (result.GetResult(_words) is not { Tokens.Count: > 0 } && result.GetResult(_path) is null) result.AddError($"The file of a message is missing ('-' reads it from standard input).{Several.Swallowed(result, "files")}");
        });
    }

    /// <summary>The files. A pattern that the shell left as it is stands for those that fit it.</summary>
    /// <exception cref="UsageException">A path is empty, or standard input is named twice.</exception>
    public IReadOnlyList<string> Read(ParseResult parsed)
    {
        string[] paths = [.. parsed.GetValue(_words) ?? [], .. parsed.GetValue(_path) ?? []];
        if (paths.Contains("")) throw new UsageException("The path of a message is empty.");
        if (paths.Count(path => path == Words.StandardInput) > 1) throw new UsageException("Standard input is one message; '-' was given twice.");
        return [.. paths.SelectMany(Expand)];
    }

    private static string[] Expand(string path)
    {
        var name = Path.GetFileName(path);
        if (path == Words.StandardInput || name.AsSpan().IndexOfAny('*', '?') < 0 || File.Exists(path)) return [path];
        var folder = Path.GetDirectoryName(path) is { Length: > 0 } given ? given : ".";
        string[] files = Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, name).Order(StringComparer.Ordinal)] : [];
        return files.Length > 0 ? files : [path]; // and so told that it is not there
    }
}
