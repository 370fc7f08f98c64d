using System.Management.Automation;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Dane;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Client;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Makes TLSA records for mail servers; nothing is published.</summary>
[Cmdlet(VerbsCommon.New, "TlsaRecord", DefaultParameterSetName = ServerSet)]
[OutputType(typeof(TlsaNewRecord))]
public sealed class NewTlsaRecordCommand : DnsCmdlet<TlsaRequest>
{
    private const string ServerSet = "Server";
    private const string PathSet = "Path";
    private const string CertificateSet = "Certificate";

    private TlsaIdentity? _next;
    private string? _nextPath;

    /// <summary>The hosts: asked for their certificates, where none is given.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("HostName", "Server")]
    public string[] ComputerName { get; set; } = [];

    /// <summary>A file with the certificate or the public key.</summary>
    [Parameter(Mandatory = true, ParameterSetName = PathSet, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("FullName")]
    public string Path { get; set; } = "";

    /// <summary>The certificate.</summary>
    [Parameter(Mandatory = true, ParameterSetName = CertificateSet, ValueFromPipeline = true)]
    public X509Certificate2? Certificate { get; set; }

    /// <summary>The TCP ports.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int[] Port { get; set; } = [TlsaRequest.DefaultPort];

    /// <summary>What the certificate in the record is to the server's.</summary>
    [Parameter]
    public TlsaUsage Usage { get; set; } = TlsaUsage.DaneEe;

    /// <summary>Which part of the certificate.</summary>
    [Parameter]
    public TlsaSelector Selector { get; set; } = TlsaSelector.Spki;

    /// <summary>How it is held.</summary>
    [Parameter]
    public TlsaMatchingType MatchingType { get; set; } = TlsaMatchingType.Sha256;

    /// <summary>The certificate or key to come.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public PSObject? Next { get; set; }

    /// <summary>The address to connect to in place of the server's own.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateNotNullOrEmpty]
    public string? Connect { get; set; }

    /// <summary>How long each stage of a session may take, in seconds.</summary>
    [Parameter(ParameterSetName = ServerSet)]
    [ValidateRange(0.001, 3600.0)]
    public double Timeout { get; set; } = 30;

    /// <summary>Do not ask what the DNS has.</summary>
    [Parameter]
    public SwitchParameter NoLookup { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        try
        {
            if (Next?.BaseObject is X509Certificate2 certificate) _next = TlsaIdentity.Of(certificate);
            else if (Next is not null) _nextPath = ShellPaths.Resolve(this, nameof(Next), Next.BaseObject is FileSystemInfo file ? file.FullName : $"{Next}");
        }
        catch (TlsaException exception)
        {
            ThrowTerminatingError(Errors.Of(exception));
        }
    }

    /// <inheritdoc/>
    protected override IEnumerable<TlsaRequest> ReadItems()
    {
        var request = new TlsaRequest
        {
            HostName = "",
            Ports = Port,
            Usage = Usage,
            Selector = Selector,
            MatchingType = MatchingType,
            Next = _next,
            NextPath = _nextPath,
            Connect = Connect,
            Timeout = TimeSpan.FromSeconds(Timeout),
            NoLookup = NoLookup,
        };
        if (ParameterSetName == PathSet) request = request with { Path = ShellPaths.Resolve(this, nameof(Path), Path) };
        if (ParameterSetName == CertificateSet)
        {
            if (ReadCertificate() is not { } identity) return [];
            request = request with { Certificate = identity };
        }
        return InputDomains.Of(ComputerName, MyInvocation.ExpectingInput).Select(host => request with { HostName = host });
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<TlsaRequest> items, CancellationToken cancellationToken)
    {
        var builder = new TlsaRecordBuilder(Resolver, TimeProvider.System);
        var progress = new DirectProgress<SmtpTestProgress>(step => SetProgress($"{step.Server} {step.Address}: {step.Stage}"));
        await foreach (var request in items.ConfigureAwait(false))
        {
            try
            {
                await foreach (var record in builder.BuildAsync(request, progress, cancellationToken).ConfigureAwait(false)) await EmitAsync(record, cancellationToken).ConfigureAwait(false);
            }
            catch (TlsaException exception)
            {
                await EmitErrorAsync(Errors.Of(exception), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private TlsaIdentity? ReadCertificate()
    {
        try
        {
            return TlsaIdentity.Of(Certificate!);
        }
        catch (TlsaException exception)
        {
            WriteError(Errors.Of(exception));
            return null;
        }
    }
}
