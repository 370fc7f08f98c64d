using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of Export-SmtpQueueItem.</summary>
internal sealed class ExportSmtpQueueItemCommand : Command
{
    private const string StandardOutput = "-";

    private readonly Option<string?> _path = new("--path") { Description = "The file, or a folder for several; the current folder unless given, and '-' for standard output.", HelpName = "path" };
    private readonly Option<bool> _force = new("--force") { Description = "Replace files that are there." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be done, and do nothing." };
    private readonly QueueOptions _queue;
    private readonly OutputOptions _output;

    public ExportSmtpQueueItemCommand()
        : base("export-smtp-queue-item", "Writes messages of a relay's queue to files that their owner alone can read.")
    {
        _queue = new QueueOptions(this);
        foreach (var option in (Option[])[_path, _force, _whatIf]) Options.Add(option);
        _output = new OutputOptions(this);
        SetAction(RunAsync);
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var (words, path) = (_queue.Words(parsed), parsed.GetValue(_path) ?? ".");
        if (words.Count == 0) throw new UsageException("Nothing says which messages are meant. Give queue ids, '*' for all, or '-' to read them from standard input.");
        if (path.Length == 0) throw new UsageException("--path names no file.");
        if (path == StandardOutput && _output.IsJson(parsed)) throw new UsageException("The message goes to standard output, where --json would stand in it. Give --path.");
        using var report = new QueueReport(_output.CreateWriter(parsed, quiet: false), QueueView.WriteRow);
        var (isFolder, count) = (path != StandardOutput && SmtpQueueExport.IsFolder(path), 0);
        await new SmtpQueueRunner(report, TimeProvider.System).ForEachAsync(_queue.ReadAsync(parsed, words, cancellationToken), SmtpQueueFilter.All, async (access, item, token) =>
        {
            if (++count > 1 && !isFolder) throw new UsageException(SmtpQueueText.OneFile(path));
            report.Count();
            var file = isFolder ? Path.Combine(path, SmtpQueueExport.FileNameOf(item.QueueId)) : path;
            if (parsed.GetValue(_whatIf)) report.Say($"What if: {PlainText.Clean(file)}: Write the message {SmtpQueueText.Name(item)}");
            else await ExportAsync(parsed, access, item, file, report, token).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        return report.Code;
    }

    private async Task ExportAsync(ParseResult parsed, ISmtpRelayAccess access, SmtpQueueItem item, string path, QueueReport report, CancellationToken cancellationToken)
    {
        try
        {
            if (path == StandardOutput) await PrintAsync(access, item, cancellationToken).ConfigureAwait(false);
            else if (await SmtpQueueExport.WriteAsync(access, item.QueueId, path, parsed.GetValue(_force), TimeProvider.System, cancellationToken).ConfigureAwait(false)) Show(parsed, new FileInfo(path), report);
            else await report.Fail(SmtpQueueText.Exists(path)).ConfigureAwait(false);
        }
        catch (SmtpRelayException exception)
        {
            await report.Fail(exception.Message).ConfigureAwait(false);
        }
        catch (Exception exception) when (path != StandardOutput && exception is IOException or UnauthorizedAccessException)
        {
            await report.Fail(exception.Message).ConfigureAwait(false);
        }
    }

    private void Show(ParseResult parsed, FileInfo file, QueueReport report) =>
        report.Say(_output.IsJson(parsed) ? JsonLines.Write(new { file.Name, file.FullName, file.Length }) : PlainText.Clean(file.FullName));

    /// <summary>Whether a message is whole is known at its end: nothing goes out before.</summary>
    private static async Task PrintAsync(ISmtpRelayAccess access, SmtpQueueItem item, CancellationToken cancellationToken)
    {
        await using var whole = SpooledInput.Create();
        await access.ExportAsync(item.QueueId, whole, cancellationToken).ConfigureAwait(false);
        whole.Position = 0;
        await using var output = Console.OpenStandardOutput();
        await whole.CopyToAsync(output, cancellationToken).ConfigureAwait(false);
    }
}
