using System.Collections;
using System.Management.Automation;
using System.Security;
using System.Security.Cryptography.X509Certificates;
using SmtpAdmin.Mime;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Tests a mail server stage by stage, with a message or without.</summary>
[Cmdlet(VerbsCommunications.Send, "SmtpTest", DefaultParameterSetName = ServerSet, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Low)]
[OutputType(typeof(SmtpTestResult))]
public sealed class SendSmtpTestCommand : DnsCmdlet<SmtpTestRequest>
{
    private const string ServerSet = "Server";
    private const string ProviderSet = "Provider";
    private const string MxSet = "Mx";

    private IReadOnlyList<string> _files = [];

    /// <summary>Servers to test, as name, name:port or address.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = ServerSet, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("ComputerName", "SmtpServer")]
    public string[] Server { get; set; } = [];

    /// <summary>A provider whose settings are used.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ProviderSet)]
    [ArgumentCompleter(typeof(ProviderCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Provider { get; set; }

    /// <summary>The provider's region.</summary>
    [Parameter(ParameterSetName = ProviderSet)]
    [ArgumentCompleter(typeof(RegionCompleter))]
    [ValidateNotNullOrEmpty]
    public string? Region { get; set; }

    /// <summary>Test the hosts that take the recipients' mail.</summary>
    [Parameter(Mandatory = true, ParameterSetName = MxSet)]
    public SwitchParameter ViaMx { get; set; }

    /// <summary>The TCP port.</summary>
    [Parameter]
    [ValidateRange(1, 65535)]
    [ArgumentCompleter(typeof(PortCompleter))]
    public int Port { get; set; }

    /// <summary>How the connection is encrypted.</summary>
    [Parameter]
    public SmtpSecurity Security { get; set; } = SmtpSecurity.Auto;

    /// <summary>Who writes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? From { get; set; }

    /// <summary>Who is written to.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string[] To { get; set; } = [];

    /// <summary>The subject.</summary>
    [Parameter]
    public string? Subject { get; set; }

    /// <summary>The text.</summary>
    [Parameter]
    public string? Body { get; set; }

    /// <summary>The text is HTML.</summary>
    [Parameter]
    public SwitchParameter BodyAsHtml { get; set; }

    /// <summary>Files to attach.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] Attachment { get; set; } = [];

    /// <summary>Further headers.</summary>
    [Parameter]
    public IDictionary? Header { get; set; }

    /// <summary>Who logs in, with the password.</summary>
    [Parameter]
    [Credential]
    public PSCredential? Credential { get; set; }

    /// <summary>An OAuth 2.0 access token, instead of a password.</summary>
    [Parameter]
    public SecureString? AccessToken { get; set; }

    /// <summary>Who logs in with the access token.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? UserName { get; set; }

    /// <summary>The SASL mechanism to use.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(AuthMechanismCompleter))]
    [ValidateNotNullOrEmpty]
    public string? AuthMechanism { get; set; }

    /// <summary>Log in even over an unencrypted connection.</summary>
    [Parameter]
    public SwitchParameter AllowInsecureAuth { get; set; }

    /// <summary>The last stage to run.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(StageCompleter))]
    public SmtpStage? StopAfter { get; set; }

    /// <summary>The name to give in EHLO.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("HeloName")]
    public string? HelloName { get; set; }

    /// <summary>The address to connect from.</summary>
    [Parameter]
    public System.Net.IPAddress? LocalAddress { get; set; }

    /// <summary>Try the server's IPv4 addresses only.</summary>
    [Parameter]
    public SwitchParameter IPv4Only { get; set; }

    /// <summary>Try the server's IPv6 addresses only.</summary>
    [Parameter]
    public SwitchParameter IPv6Only { get; set; }

    /// <summary>How long each stage may take, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, 3600.0)]
    public double Timeout { get; set; } = 30;

    /// <summary>Go on with a certificate that is not to be trusted.</summary>
    [Parameter]
    public SwitchParameter SkipCertificateCheck { get; set; }

    /// <summary>The certificate to show to the server.</summary>
    [Parameter]
    public X509Certificate2? ClientCertificate { get; set; }

    /// <summary>When to ask for a delivery status notification.</summary>
    [Parameter]
    public DsnNotify Dsn { get; set; }

    /// <summary>Ask for REQUIRETLS.</summary>
    [Parameter]
    public SwitchParameter RequireTls { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        _files = [.. Attachment.SelectMany(path => Read(nameof(Attachment), path, text => ShellFiles.Find(text, SessionState.Path)))];
    }

    /// <inheritdoc/>
    protected override IEnumerable<SmtpTestRequest> ReadItems()
    {
        var request = new SmtpTestRequest
        {
            ViaMx = ViaMx,
            From = From is null ? null : Read(nameof(From), From, NamedAddress.Parse),
            To = [.. To.Select(text => Read(nameof(To), text, NamedAddress.Parse))],
            Subject = Subject,
            Body = Body,
            BodyAsHtml = BodyAsHtml,
            Headers = Header is null ? [] : Read(nameof(Header), Header, HeaderTable.Read),
            Options = ReadOptions(),
        };
        foreach (var target in Targets(request))
        {
            if (ShouldProcess(target.Target, target.Action)) yield return target;
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<SmtpTestRequest> items, CancellationToken cancellationToken)
    {
        var attachments = await AttachmentFiles.ReadAsync(_files, cancellationToken).ConfigureAwait(false);
        var runner = new SmtpTestRunner(Resolver, TimeProvider.System);
        var progress = new DirectProgress<SmtpTestProgress>(step => SetProgress($"{step.Server} {step.Address}: {step.Stage}"));
        await foreach (var request in items.ConfigureAwait(false))
        {
            try
            {
                await foreach (var result in runner.RunAsync(request with { Attachments = attachments }, progress, cancellationToken).ConfigureAwait(false))
                    await EmitAsync(result, cancellationToken).ConfigureAwait(false);
            }
            catch (ArgumentException exception)
            {
                await EmitErrorAsync(Errors.BadArgument("BadSmtpTest", exception, request), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private IEnumerable<SmtpTestRequest> Targets(SmtpTestRequest request) => ParameterSetName switch
    {
        ServerSet => InputLines.Of(Server).Select(ReadServer).OfType<SmtpServerName>().Select(server => request with { Server = server }),
        ProviderSet => [request with { Provider = Read(nameof(Provider), Provider!, name => MailProviders.Get(name, Region)) }],
        _ => [request],
    };

    /// <summary>One bad name in a list does not keep the others from being tested.</summary>
    private SmtpServerName? ReadServer(string text)
    {
        if (SmtpServerName.TryParse(text, out var server, out var problem)) return server;
        WriteError(Errors.BadArgument("BadServer", problem, text));
        return null;
    }

    private SmtpTestOptions ReadOptions()
    {
        if (IPv4Only && IPv6Only) Refuse(nameof(IPv6Only), "IPv4Only and IPv6Only exclude each other.", null);
        return new SmtpTestOptions
        {
            Server = "",
            Port = Port == 0 ? null : Port,
            Security = Security,
            Credentials = ReadCredentials(),
            AuthMechanism = AuthMechanism,
            AllowInsecureAuth = AllowInsecureAuth,
            StopAfter = StopAfter,
            HelloName = HelloName,
            LocalAddress = LocalAddress,
            AddressFamily = IPv4Only ? SmtpAddressFamily.IPv4Only : IPv6Only ? SmtpAddressFamily.IPv6Only : SmtpAddressFamily.Any,
            Timeouts = new SmtpTestTimeouts { Stage = TimeSpan.FromSeconds(Timeout) },
            SkipCertificateCheck = SkipCertificateCheck,
            ClientCertificate = ClientCertificate,
            Dsn = Dsn,
            RequireTls = RequireTls,
        };
    }

    private SaslCredentials? ReadCredentials()
    {
        if (AccessToken is null)
        {
            if (UserName is not null) Refuse(nameof(UserName), "UserName goes with -AccessToken. With a password, both stand in -Credential.", UserName);
            return Credential is null ? null : Read(nameof(Credential), Credential,
                credential => SaslCredentials.FromPassword(credential.UserName, credential.GetNetworkCredential().Password));
        }
        if (Credential is not null) Refuse(nameof(AccessToken), "Credential and AccessToken exclude each other.", null);
        if ((UserName ?? From) is not { } user)
        {
            Refuse(nameof(UserName), "An access token needs the user whose token it is: give -UserName.", null);
            return null;
        }
        return Read(nameof(AccessToken), AccessToken, token => SaslCredentials.FromAccessToken(
            UserName ?? NamedAddress.Parse(user).Address.ToString(), new System.Net.NetworkCredential("", token).Password));
    }

    private TResult Read<TText, TResult>(string parameter, TText text, Func<TText, TResult> read)
    {
        try
        {
            return read(text);
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or IOException or UnauthorizedAccessException or RuntimeException)
        {
            ThrowTerminatingError(Errors.BadArgument($"Bad{parameter}", exception, text is SecureString ? null : text));
            throw;
        }
    }

    private void Refuse(string parameter, string message, object? target) =>
        ThrowTerminatingError(Errors.BadArgument($"Bad{parameter}", message, target));
}
