using System.Net.Security;

namespace SmtpAdmin.Smtp.Relay;

/// <summary>
/// A server's certificate from files, read again when they change: at a handshake, but not more than once a second. New files that cannot be used
/// leave the old certificate in use. Used by many at once.
/// </summary>
public sealed class RelayCertificate
{
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly TimeProvider _timeProvider;
    private volatile LoadedCertificate _loaded;
    private FileStamps _stamps;
    private FileStamps? _broken;
    private bool _isTold;
    private long _lookedAt;

    private RelayCertificate(RelayCertificateFile file, TimeProvider timeProvider)
    {
        (File, _timeProvider) = (file, timeProvider);
        _stamps = FileStamps.Of(file); // before they are read: what changes meanwhile is read again
        _loaded = CertificateReader.Read(file);
        _lookedAt = timeProvider.GetTimestamp();
    }

    /// <summary>Reads the files.</summary>
    /// <param name="file">Where they are.</param>
    /// <param name="timeProvider">Tells when to look again.</param>
    /// <exception cref="RelayCertificateException">They hold no certificate with its key; the message says what is missing.</exception>
    public static RelayCertificate Load(RelayCertificateFile file, TimeProvider timeProvider)
    {
        ArgumentNullException.ThrowIfNull(file);
        ArgumentNullException.ThrowIfNull(timeProvider);
        return new RelayCertificate(file with { Path = Path.GetFullPath(file.Path), KeyPath = file.KeyPath is null ? null : Path.GetFullPath(file.KeyPath) }, timeProvider);
    }

    /// <summary>Where it comes from.</summary>
    public RelayCertificateFile File { get; }

    /// <summary>When the certificate in use ends.</summary>
    public DateTimeOffset NotAfter => _loaded.Certificate.NotAfter;

    /// <summary>Takes down what was read again, and what could not be.</summary>
    internal IRelayLog? Log { get; set; }

    /// <summary>What an administrator should look at: a certificate that has expired, or will soon; a key that is open to all.</summary>
    public IReadOnlyList<Finding> FindProblems()
    {
        var findings = _loaded.Findings(CertificateReader.Shown(File.Path), _timeProvider.GetUtcNow()).ToList();
        var keyPath = File.KeyPath ?? File.Path;
        if (IsOpen(keyPath))
        {
            findings.Add(new Finding(
                FindingSeverity.Warning, "CERTIFICATE-KEY-OPEN", $"Every account may read or write the private key in '{CertificateReader.Shown(keyPath)}'.", "Keep it to the account that runs the relay (chmod 600 or 640)."));
        }
        return findings;
    }

    /// <summary>The certificate for a handshake, as <see cref="SmtpRelayOptions.Certificate"/> asks for it.</summary>
    public SslStreamCertificateContext Current()
    {
        if (_timeProvider.GetElapsedTime(Interlocked.Read(ref _lookedAt)) >= BetweenLooks && Monitor.TryEnter(_lock)) // one looks, and the others go on with what there is
        {
            try
            {
                LookForChange();
            }
            finally
            {
                Monitor.Exit(_lock);
            }
        }
        return _loaded.Context;
    }

    /// <summary>Reads the files again now, changed or not.</summary>
    /// <returns>False where they cannot be used: the old certificate stays in use, and a warning was taken down.</returns>
    public bool Reload()
    {
        lock (_lock)
        {
            _isTold = false;
            return TryRead(FileStamps.Of(File), isPatient: false);
        }
    }

    private void LookForChange()
    {
        Interlocked.Exchange(ref _lookedAt, _timeProvider.GetTimestamp());
        var stamps = FileStamps.Of(File);
        if (stamps != _stamps) TryRead(stamps, isPatient: true);
    }

    /// <param name="stamps">What the files look like now.</param>
    /// <param name="isPatient">Tell nothing at the first failure: a certificate and its key are not replaced in the same moment.</param>
    private bool TryRead(FileStamps stamps, bool isPatient)
    {
        try
        {
            _loaded = CertificateReader.Read(File);
            (_stamps, _broken, _isTold) = (stamps, null, false);
            Log?.Write(new SmtpTraceEvent { Time = _timeProvider.GetUtcNow(), Kind = SmtpTraceKind.Reloaded, Text = $"The certificate was read again: {_loaded}." });
            foreach (var finding in FindProblems().Where(finding => finding.Severity > FindingSeverity.Information)) Log?.Warn(_timeProvider, finding.ToSentences());
            return true;
        }
        catch (RelayCertificateException exception)
        {
            var isNew = _broken != stamps;
            if (isNew) (_broken, _isTold) = (stamps, false);
            if (_isTold || (isNew && isPatient)) return false;
            _isTold = true;
            Log?.Warn(_timeProvider, $"The new certificate cannot be used, and the old one stays in use, valid until {_loaded.Certificate.NotAfter.ToUniversalTime():yyyy-MM-dd}. {exception.Message}");
            return false;
        }
    }

    private static bool IsOpen(string path)
    {
        try
        {
            return RelaySecret.IsOpen(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false; // it was there when it was read
        }
    }
}
