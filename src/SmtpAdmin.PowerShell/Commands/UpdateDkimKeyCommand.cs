using System.Management.Automation;
using System.Net;
using SmtpAdmin.Dkim;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.PowerShell.Pipeline;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Changes a domain's DKIM key for another, one safe step at a time.</summary>
[Cmdlet(VerbsData.Update, "DkimKey", SupportsShouldProcess = true)]
[OutputType(typeof(DkimRotationStep))]
public sealed class UpdateDkimKeyCommand : TimedDnsCmdlet<DkimRotationRequest>
{
    private string _folder = "";
    private string? _configPath;
    private IReadOnlyList<IPEndPoint> _nameServers = [];

    /// <summary>The domains that sign.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("DomainName", "Name")]
    [SpfDomains]
    public string[] Domain { get; set; } = [];

    /// <summary>The folder of the private keys.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>The file that the rotation is remembered in.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string? StatePath { get; set; }

    /// <summary>The selector for the new key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Selector { get; set; }

    /// <summary>The selector in use when the first rotation begins.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DkimSelectorCompleter))]
    public string? CurrentSelector { get; set; }

    /// <summary>The domain has no key so far.</summary>
    [Parameter]
    public SwitchParameter FirstKey { get; set; }

    /// <summary>The kind of the new key.</summary>
    [Parameter]
    public DkimKeyAlgorithm? Algorithm { get; set; }

    /// <summary>The size of an RSA key, in bits.</summary>
    [Parameter]
    [PSDefaultValue(Value = DkimKeyRequest.DefaultKeySize)]
    public int? KeySize { get; set; }

    /// <summary>What the record says besides the key.</summary>
    [Parameter]
    public DkimKeyMode Flag { get; set; }

    /// <summary>A note for people in the record.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Note { get; set; }

    /// <summary>How many days the old record is kept after the signer used it last.</summary>
    [Parameter]
    [ValidateRange(1, DkimRotationRequest.MaxDays)]
    public int RetainDays { get; set; } = DkimRotationRequest.DefaultRetainDays;

    /// <summary>From how many days of age on a key is to be followed by another.</summary>
    [Parameter]
    [ValidateRange(1, DkimRotationRequest.MaxDays)]
    public int? MaxAge { get; set; }

    /// <summary>The program that signs.</summary>
    [Parameter]
    public DkimSoftware? Config { get; set; }

    /// <summary>The file that tells it the selector.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ConfigPath { get; set; }

    /// <summary>Where Exim or rspamd looks for the key of a selector.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPathTemplate { get; set; }

    /// <summary>Change the line of that file when it is time.</summary>
    [Parameter]
    public SwitchParameter UpdateConfig { get; set; }

    /// <summary>The selector that the signer uses now.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? SigningSelector { get; set; }

    /// <summary>The servers to ask in place of those that the zone names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] NameServer { get; set; } = [];

    /// <summary>Begin a new rotation though none is due, or though the new key was lost.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        _folder = ShellPaths.Resolve(this, nameof(Path), Path ?? ".")!;
        _configPath = ShellPaths.Resolve(this, nameof(ConfigPath), ConfigPath);
        _nameServers = ReadServers(NameServer, "BadNameServer");
        foreach (var text in new[] { Selector, CurrentSelector, SigningSelector }.OfType<string>())
        {
            if (!DkimNameText.TryReadSelector(text, out _, out var problem)) ThrowTerminatingError(Errors.BadArgument(nameof(DkimRefusalCode.BadSelector), problem, text));
        }
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override IEnumerable<DkimRotationRequest> ReadItems()
    {
        foreach (var text in InputDomains.Of(Domain, MyInvocation.ExpectingInput))
        {
            if (ObjectToTextAttribute.Problem(text, SpfDomainsAttribute.Names) is { } problem || !DkimNameText.TryReadDomain(text, out _, out problem))
            {
                WriteError(Errors.BadArgument(nameof(DkimRefusalCode.BadDomain), problem, text));
                continue;
            }
            var request = Request(text);
            try
            {
                request.Validate();
            }
            catch (ArgumentException exception)
            {
                ThrowTerminatingError(Errors.BadArgument("BadCombination", exception, null));
            }
            yield return request;
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<DkimRotationRequest> items, CancellationToken cancellationToken)
    {
        var rotator = new DkimRotator(Resolver, DnsOptions, TimeProvider.System);
        await foreach (var request in items.ConfigureAwait(false))
        {
            SetProgress($"Looking at {PlainText.Excerpt(request.Domain)}");
            var goesOn = await ConfirmAsync(request.Domain, "Take the next step of the rotation of its DKIM key", cancellationToken).ConfigureAwait(false);
            try
            {
                await EmitAsync(await rotator.StepAsync(request with { OnlyLooks = !goesOn }, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (DkimRotationException exception)
            {
                foreach (var error in DkimErrors.Of(exception, request.StatePath ?? request.Folder)) await EmitErrorAsync(error, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private DkimRotationRequest Request(string domain) => new()
    {
        Domain = domain,
        Folder = _folder,
        StatePath = ShellPaths.Resolve(this, nameof(StatePath), StatePath),
        Selector = Selector,
        CurrentSelector = CurrentSelector,
        FirstKey = FirstKey,
        Algorithm = Algorithm,
        KeySize = KeySize,
        Flags = Flag,
        Note = Note,
        RetainDays = RetainDays,
        MaxAge = MaxAge,
        Config = Config,
        ConfigPath = _configPath,
        KeyPathTemplate = KeyPathTemplate,
        UpdateConfig = UpdateConfig,
        SigningSelector = SigningSelector,
        Force = Force,
        NameServers = _nameServers,
    };
}
