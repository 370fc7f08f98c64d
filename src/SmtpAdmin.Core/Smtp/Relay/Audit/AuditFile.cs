using Microsoft.Win32.SafeHandles;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>The files of the audit log, the current one open for writing. Used by one at a time.</summary>
/// <param name="folder">Their folder; made where it is not there.</param>
/// <param name="options">When a new file is begun, and when old ones go.</param>
/// <param name="time">The clock.</param>
/// <param name="write">Writes to a file at an offset.</param>
internal sealed class AuditFile(string folder, SmtpRelayAudit options, TimeProvider time, Func<SafeFileHandle, ReadOnlyMemory<byte>, long, ValueTask> write) : IDisposable
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const int MaxNumber = 10_000;

    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    private FileStream? _file;
    private string _path = "";
    private long _length;
    private long _opened; // timestamp
    private long _looked; // timestamp
    private bool _isDoubtful; // a write failed, and may have left half a line
    private string? _remark;

    /// <summary>Files of the file system.</summary>
    public AuditFile(string folder, SmtpRelayAudit options, TimeProvider time)
        : this(folder, options, time, (file, lines, at) => RandomAccess.WriteAsync(file, lines, at, CancellationToken.None)) { }

    /// <summary>Adds lines. Where that fails, none of them is kept: the next call begins where this one did.</summary>
    /// <exception cref="IOException">They could not be written.</exception>
    /// <exception cref="UnauthorizedAccessException">They may not be written.</exception>
    public async Task AppendAsync(ReadOnlyMemory<byte> lines)
    {
        LookAfterFile();
        if (_file is not null && _length > 0 && (_length + lines.Length > options.MaxFileSize || time.GetElapsedTime(_opened) >= options.MaxFileAge)) Close();
        if (_file is null) Open();
        _isDoubtful = true;
        await write(_file!.SafeFileHandle, lines, _length).ConfigureAwait(false);
        _isDoubtful = false;
        _length += lines.Length;
    }

    /// <summary>What there is to tell of the files since this was last asked, as a sentence; null for nothing.</summary>
    public string? TakeRemark()
    {
        var remark = _remark;
        _remark = null;
        return remark;
    }

    /// <summary>Makes the folder, for its owner alone, where it is not there.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be made.</exception>
    public void MakeFolder()
    {
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(folder);
        else Directory.CreateDirectory(folder, Private | UnixFileMode.UserExecute);
    }

    /// <inheritdoc/>
    public void Dispose() => Close();

    /// <summary>On Unix a file that was deleted still takes what is written, and what was cut off comes back as zeros: both would lose lines in silence.</summary>
    private void LookAfterFile()
    {
        if (_file is null || (!_isDoubtful && time.GetElapsedTime(_looked) < LookEvery)) return;
        _looked = time.GetTimestamp();
        if (!File.Exists(_path)) _remark = $"The file {_path} was deleted while it was written; a new one was begun.";
        else if (_isDoubtful ? TryCut() : RandomAccess.GetLength(_file.SafeFileHandle) == _length) return;
        else if (!_isDoubtful) _remark = $"The file {_path} was changed by somebody else while it was written; a new one was begun.";
        Close();
    }

    /// <summary>Takes half a line away that a full disk may have left.</summary>
    private bool TryCut()
    {
        try
        {
            RandomAccess.SetLength(_file!.SafeFileHandle, _length);
            return true;
        }
        catch (IOException)
        {
            return false; // the reader skips it, for the next line begins a new file
        }
    }

    private void Open()
    {
        MakeFolder();
        var now = time.GetUtcNow();
        for (var number = 1; _file is null; number++)
        {
            _path = Path.Combine(folder, new AuditFileName(now, number).ToString());
            try
            {
                _file = Create(_path);
            }
            catch (IOException) when (number < MaxNumber && AtomicFile.IsThere(_path))
            {
                // Begun in the same second.
            }
        }
        (_length, _opened, _looked) = (0, time.GetTimestamp(), time.GetTimestamp());
        DeleteOld(now);
    }

    private static FileStream Create(string path)
    {
        var how = new FileStreamOptions
        {
            Mode = FileMode.CreateNew, Access = FileAccess.Write, Share = FileShare.Read | FileShare.Delete, BufferSize = 0, Options = FileOptions.Asynchronous,
        };
        if (!OperatingSystem.IsWindows()) how.UnixCreateMode = Private;
        return new FileStream(path, how);
    }

    private void DeleteOld(DateTimeOffset now)
    {
        try
        {
            foreach (var (_, path) in AuditFileName.List(folder))
            {
                if (path != _path && now - File.GetLastWriteTimeUtc(path) > options.KeepFor) File.Delete(path);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            _remark = $"Old files of the audit log could not be deleted: {exception.Message}";
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        _isDoubtful = false;
    }
}
