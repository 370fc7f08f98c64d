using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Writes messages of a relay's queue to files.</summary>
[Cmdlet(VerbsData.Export, "SmtpQueueItem", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportSmtpQueueItemCommand : QueueCmdlet
{
    private string _path = "";
    private bool _isFolder;
    private int _files;

    /// <summary>The file, or a folder for several.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Replace files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override string Doing => "Messages written";

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _path = ShellPaths.Resolve(this, nameof(Path), Path ?? ".")!;
        _isFolder = SmtpQueueExport.IsFolder(_path) || (Path is not null && SmtpQueueExport.IsFolder(Path));
    }

    /// <inheritdoc/>
    protected override IEnumerable<SmtpQueueRequest> ReadItems()
    {
        foreach (var request in base.ReadItems())
        {
            if (request.QueueIds.Count == 0 && !MyInvocation.BoundParameters.ContainsKey(nameof(QueueId)))
                ThrowTerminatingError(Errors.BadArgument("NothingChosen", "Nothing says which messages are meant. Give queue ids, or * for all.", null));
            yield return request;
        }
    }

    /// <inheritdoc/>
    protected override Task RunAsync(IAsyncEnumerable<SmtpQueueRequest> items, CancellationToken cancellationToken) =>
        new SmtpQueueRunner(this, TimeProvider.System).ForEachAsync(items, SmtpQueueFilter.All, ExportAsync, cancellationToken);

    private async Task ExportAsync(ISmtpRelayAccess access, SmtpQueueItem item, CancellationToken cancellationToken)
    {
        if (++_files > 1 && !_isFolder) throw new CmdletErrorException(Errors.BadArgument("BadPath", SmtpQueueText.OneFile(_path), _path));
        var path = _isFolder ? System.IO.Path.Combine(_path, SmtpQueueExport.FileNameOf(item.QueueId)) : _path;
        Count();
        if (!await ConfirmAsync(path, $"Write the message {SmtpQueueText.Name(item)}", cancellationToken).ConfigureAwait(false)) return;
        try
        {
            if (await SmtpQueueExport.WriteAsync(access, item.QueueId, path, Force, TimeProvider.System, cancellationToken).ConfigureAwait(false)) await DoAsync(() => ShellFiles.Write(this, path), cancellationToken).ConfigureAwait(false);
            else await EmitErrorAsync(new ErrorRecord(new IOException(SmtpQueueText.Exists(path)), "FileExists", ErrorCategory.ResourceExists, path), cancellationToken).ConfigureAwait(false);
        }
        catch (SmtpRelayException exception)
        {
            await EmitErrorAsync(new ErrorRecord(exception, "MessageNotRead", ErrorCategory.ReadError, item.QueueId), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await EmitErrorAsync(new ErrorRecord(exception, "MessageNotWritten", ErrorCategory.WriteError, path), cancellationToken).ConfigureAwait(false);
        }
    }
}
