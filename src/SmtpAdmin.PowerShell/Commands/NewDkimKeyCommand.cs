using System.Management.Automation;
using System.Net;
using System.Security;
using SmtpAdmin.Dkim;
using SmtpAdmin.PowerShell.Pipeline;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Makes DKIM keys, and the records to publish.</summary>
[Cmdlet(VerbsCommon.New, "DkimKey", DefaultParameterSetName = FileSet, SupportsShouldProcess = true)]
[OutputType(typeof(DkimNewKey))]
public sealed class NewDkimKeyCommand : DnsCmdlet<DkimKeyRequest>
{
    private const string FileSet = "File";
    private const string SecureStringSet = "SecureString";

    private string? _folder;
    private ReadOnlyMemory<char> _passphrase;

    /// <summary>The domains that sign.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("DomainName", "Name")]
    [SpfDomains]
    public string[] Domain { get; set; } = [];

    /// <summary>The selector.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Selector { get; set; }

    /// <summary>The kind of the key.</summary>
    [Parameter]
    public DkimKeyAlgorithm Algorithm { get; set; }

    /// <summary>The size of an RSA key, in bits.</summary>
    [Parameter]
    [PSDefaultValue(Value = DkimKeyRequest.DefaultKeySize)]
    public int? KeySize { get; set; }

    /// <summary>The folder for the files of the private keys.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>Hand the private key over in memory; there is no file.</summary>
    [Parameter(ParameterSetName = SecureStringSet, Mandatory = true)]
    public SwitchParameter AsSecureString { get; set; }

    /// <summary>Encrypts the private key.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <summary>What the record says besides the key.</summary>
    [Parameter]
    public DkimKeyMode Flag { get; set; }

    /// <summary>A note for people in the record.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Note { get; set; }

    /// <summary>Programs to write lines of configuration for.</summary>
    [Parameter(ParameterSetName = FileSet)]
    [AllowEmptyCollection]
    public DkimSoftware[] Config { get; set; } = [];

    /// <summary>Ask the DNS whether a selector is in use.</summary>
    [Parameter]
    public SwitchParameter CheckDns { get; set; }

    /// <summary>Make weak keys too, replace files, and take selectors that are in use.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        if (Passphrase is { Length: 0 }) ThrowTerminatingError(Errors.BadArgument("BadPassphrase", "The passphrase is empty, and would protect nothing. Give one, or leave -Passphrase out.", null));
        _passphrase = new NetworkCredential("", Passphrase).Password.AsMemory();
        _folder = AsSecureString ? null : ShellPaths.Resolve(this, nameof(Path), Path ?? ".");
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override IEnumerable<DkimKeyRequest> ReadItems()
    {
        foreach (var text in InputDomains.Of(Domain, MyInvocation.ExpectingInput))
        {
            if (ObjectToTextAttribute.Problem(text, SpfDomainsAttribute.Names) is { } problem)
            {
                WriteError(Errors.BadArgument(nameof(DkimRefusalCode.BadDomain), problem, text));
                continue;
            }
            yield return new DkimKeyRequest
            {
                Domain = text,
                Selector = MyInvocation.BoundParameters.ContainsKey(nameof(Selector)) && !(Selector is "" or null && MyInvocation.ExpectingInput) ? Selector ?? "" : null,
                Algorithm = Algorithm,
                KeySize = KeySize,
                Flags = Flag,
                Note = Note,
                Folder = _folder,
                Config = Config,
                Force = Force,
            };
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<DkimKeyRequest> items, CancellationToken cancellationToken)
    {
        var maker = new DkimKeyMaker(TimeProvider.System, CheckDns ? Resolver : null);
        await foreach (var request in items.ConfigureAwait(false))
        {
            SetProgress($"Making a key for {PlainText.Excerpt(request.Domain)}");
            try
            {
                await MakeAsync(maker, request, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await EmitErrorAsync(new ErrorRecord(exception, "KeyNotWritten", ErrorCategory.WriteError, request.Folder), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task MakeAsync(DkimKeyMaker maker, DkimKeyRequest request, CancellationToken cancellationToken)
    {
        var plan = await maker.PlanAsync(request, cancellationToken).ConfigureAwait(false);
        var refusals = plan.Refusals;
        if (refusals.Count == 0)
        {
            if (!await ConfirmAsync(plan.PrivateKeyPath ?? plan.RecordName, $"Make {(plan.MakesFolder ? "the folder, and " : "")}a private key ({plan.Request.Algorithm}, {plan.KeySize} bits) for {plan.RecordName}", cancellationToken).ConfigureAwait(false)) return;
            var result = await maker.MakeAsync(plan, _passphrase, cancellationToken).ConfigureAwait(false);
            if (result.Key is { } key) await EmitAsync(key, cancellationToken).ConfigureAwait(false);
            refusals = result.Refusals;
        }
        foreach (var refusal in refusals) await EmitErrorAsync(DkimErrors.Of(refusal), cancellationToken).ConfigureAwait(false);
    }
}
