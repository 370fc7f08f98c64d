using System.Management.Automation;
using SmtpAdmin.MtaSts;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Makes MTA-STS policies with their records; the file is written where one is named, and nothing is published.</summary>
[Cmdlet(VerbsCommon.New, "MtaStsPolicy", SupportsShouldProcess = true)]
[OutputType(typeof(MtaStsNewPolicy))]
public sealed class NewMtaStsPolicyCommand : RecordCmdlet<MtaStsBuildRequest, MtaStsNewPolicy>
{
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private string? _path;

    /// <summary>What senders are to do.</summary>
    [Parameter(Position = 1, ValueFromPipelineByPropertyName = true)]
    [EmptyCell]
    public MtaStsMode? Mode { get; set; }

    /// <summary>The mail hosts, or patterns for such.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string[] MxHost { get; set; } = [];

    /// <summary>How long senders may keep the policy.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [EmptyCell]
    [SecondsOrDuration]
    public TimeSpan? MaxAge { get; set; }

    /// <summary>The id of the policy.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Id { get; set; }

    /// <summary>The file for the policy, or the folder for it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        if (ShellPaths.Resolve(this, nameof(Path), Path) is { } path) _path = MtaStsPolicyFile.PathOf(path);
    }

    /// <inheritdoc/>
    protected override MtaStsBuildRequest RequestFor(string domain) =>
        new() { Domain = domain, Mode = Mode ?? default, MxHost = Cells(nameof(MxHost), MxHost), MaxAge = MaxAge, Id = Bound(nameof(Id), Id), NoLookup = NoLookup };

    /// <inheritdoc/>
    protected override async Task<MtaStsNewPolicy?> MakeAsync(MtaStsBuildRequest request, CancellationToken cancellationToken)
    {
        SetProgress($"Making a policy for {PlainText.Excerpt(request.Domain)}");
        var policy = await MadeAsync(await new MtaStsPolicyBuilder(Resolver).BuildAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
        if (policy is null || _path is null) return policy;
        if (!_written.Add(_path))
        {
            await EmitErrorAsync(Errors.Of(MtaStsPolicyFile.Taken(_path, policy)), cancellationToken).ConfigureAwait(false);
            return null;
        }
        if (!await ConfirmAsync(_path, MtaStsPolicyFile.Action(policy), cancellationToken).ConfigureAwait(false)) return policy;
        try
        {
            await MtaStsPolicyFile.WriteAsync(_path, policy.PolicyText, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            return policy with { PolicyPath = _path };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await EmitErrorAsync(new ErrorRecord(exception, "PolicyNotWritten", ErrorCategory.WriteError, _path), cancellationToken).ConfigureAwait(false);
            return null;
        }
    }
}
