using System.Management.Automation;
using System.Net;
using System.Security;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet whose parameters make a relay, without a configuration file.</summary>
public abstract class RelayRequestCmdlet : AsyncCmdlet<string>
{
    /// <summary>The set of these parameters.</summary>
    internal const string ParameterSet = "Parameter";

    /// <summary>The relay's own name.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateNotNullOrEmpty]
    public string? HostName { get; set; }

    /// <summary>Where it listens.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ArgumentCompleter(typeof(RelayListenCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? Listen { get; set; }

    /// <summary>Who may send without logging in.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ArgumentCompleter(typeof(RelayNetworkCompleter))]
    [AllowEmptyCollection]
    public string[]? AllowNetwork { get; set; }

    /// <summary>Let everybody send.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    public SwitchParameter AllowOpenRelay { get; set; }

    /// <summary>Who may log in.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateNotNull]
    public SmtpRelayUser[] User { get; set; } = [];

    /// <summary>The certificate for TLS with clients.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateNotNullOrEmpty]
    public string? CertificatePath { get; set; }

    /// <summary>Its private key.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateNotNullOrEmpty]
    public string? CertificateKeyPath { get; set; }

    /// <summary>What the key is encrypted with.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    public SecureString? CertificatePassword { get; set; }

    /// <summary>The servers that take all mail.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ArgumentCompleter(typeof(SmartHostCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] SmartHost { get; set; } = [];

    /// <summary>How connections to them are encrypted.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    public RelayTlsPolicy? SmartHostTls { get; set; }

    /// <summary>Who logs in to them, with the password.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>Bring mail straight to the recipients' MX.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    public SwitchParameter DirectMx { get; set; }

    /// <summary>The private key that signs.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateNotNullOrEmpty]
    public string? DkimKeyPath { get; set; }

    /// <summary>Its selector.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateNotNullOrEmpty]
    public string? DkimSelector { get; set; }

    /// <summary>The domain that signs.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateNotNullOrEmpty]
    public string? DkimDomain { get; set; }

    /// <summary>The largest message, in octets.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateRange(0L, long.MaxValue)]
    public long? MaxMessageSize { get; set; }

    /// <summary>Take nothing in while the disk has fewer octets free.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateRange(0L, long.MaxValue)]
    public long? MinimumFreeSpace { get; set; }

    /// <summary>After this time mail bounces.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [Duration]
    public TimeSpan? ExpireAfter { get; set; }

    /// <summary>After this time the sender is told that a message is late.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [Duration]
    public TimeSpan? DelayNotice { get; set; }

    /// <summary>Who gets a copy of each bounce.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateNotNullOrEmpty]
    public string? PostmasterAddress { get; set; }

    /// <summary>The folder of the audit log.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateNotNullOrEmpty]
    public string? AuditPath { get; set; }

    /// <summary>Where metrics and the state of health are told.</summary>
    [Parameter(ParameterSetName = ParameterSet)]
    [ValidateNotNullOrEmpty]
    public string? HttpEndPoint { get; set; }

    /// <summary>What is asked for, without the folder of the queue. Runs on the pipeline's thread; ends the cmdlet where a path is none.</summary>
    protected SmtpRelayRequest Request() => new()
    {
        HostName = HostName,
        Listen = Listen,
        AllowNetwork = AllowNetwork,
        AllowOpenRelay = AllowOpenRelay,
        Users = User,
        CertificatePath = ShellPaths.Resolve(this, nameof(CertificatePath), CertificatePath),
        CertificateKeyPath = ShellPaths.Resolve(this, nameof(CertificateKeyPath), CertificateKeyPath),
        CertificatePassword = SecretOf(CertificatePassword),
        SmartHost = SmartHost,
        SmartHostTls = SmartHostTls,
        UserName = Credential?.UserName,
        Password = SecretOf(Credential?.Password),
        DirectMx = DirectMx,
        DkimKeyPath = ShellPaths.Resolve(this, nameof(DkimKeyPath), DkimKeyPath),
        DkimSelector = DkimSelector,
        DkimDomain = DkimDomain,
        MaxMessageSize = MaxMessageSize,
        MinimumFreeSpace = MinimumFreeSpace,
        ExpireAfter = ExpireAfter,
        DelayNotice = DelayNotice,
        PostmasterAddress = PostmasterAddress,
        AuditPath = ShellPaths.Resolve(this, nameof(AuditPath), AuditPath),
        HttpEndPoint = HttpEndPoint,
    };

    private static RelaySecret? SecretOf(SecureString? secret) => secret is { Length: > 0 } ? RelaySecret.FromText(new NetworkCredential("", secret).Password) : null;
}
