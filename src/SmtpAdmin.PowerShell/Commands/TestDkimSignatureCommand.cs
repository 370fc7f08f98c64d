using System.Management.Automation;
using SmtpAdmin.Dkim;
using SmtpAdmin.PowerShell.Pipeline;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Verifies the DKIM signatures of messages.</summary>
[Cmdlet(VerbsDiagnostic.Test, "DkimSignature", DefaultParameterSetName = PathSet)]
[OutputType(typeof(DkimSignatureResult), typeof(bool))]
public sealed class TestDkimSignatureCommand : TimedDnsCmdlet<InputMessage>
{
    private const string PathSet = "Path";
    private const string MessageSet = "Message";

    private bool _allPass = true;
    private int _checked;

    /// <summary>The files of messages.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, Position = 0)]
    [AllowEmptyString]
    [SupportsWildcards]
    [Alias("LiteralPath", "FullName", "PSPath", "LP")]
    public string[] Path { get; set; } = [];

    /// <summary>A message as text, octets or a stream; down the pipeline files too.</summary>
    [Parameter(ParameterSetName = MessageSet, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [Alias("InputObject")]
    public PSObject? Message { get; set; }

    /// <summary>The name of who verifies, for the Authentication-Results header field.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string AuthservId { get; set; } = System.Net.Dns.GetHostName();

    /// <summary>Give one boolean: whether every signature passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        if (DkimVerifyOptions.AuthservIdProblem(AuthservId) is { } problem) ThrowTerminatingError(Errors.BadArgument("BadAuthservId", problem, AuthservId));
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override IEnumerable<InputMessage> ReadItems()
    {
        var reader = new InputMessages(SessionState.Path, error =>
        {
            _allPass = false;
            WriteError(error);
        });
        try
        {
            return ParameterSetName == PathSet ? reader.OfPaths(Path) : reader.Of(Message, MyInvocation.ExpectingInput);
        }
        catch (CmdletErrorException exception)
        {
            ThrowTerminatingError(exception.Error);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<InputMessage> items, CancellationToken cancellationToken)
    {
        var verifier = new DkimVerifier(Resolver, TimeProvider.System);
        var options = new DkimVerifyOptions { AuthservId = AuthservId };
        SetProgress("Verifying signatures");
        await foreach (var report in verifier.VerifyAllAsync(SourcesAsync(items), options, cancellationToken).ConfigureAwait(false))
        {
            if (report.Error is { } error)
            {
                _allPass = false;
                await EmitErrorAsync(new ErrorRecord(error, "MessageNotRead", ErrorCategory.ReadError, report.Source.Path), cancellationToken).ConfigureAwait(false);
                continue;
            }
            _checked++;
            SetProgress($"{_checked} verified, last {report.Source.Path ?? "a message"}");
            foreach (var result in report.Results)
            {
                _allPass &= result.Passed;
                if (!Quiet) await EmitAsync(result, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (Quiet) WriteObject(_allPass && _checked > 0);
    }

    private static async IAsyncEnumerable<DkimMessageSource> SourcesAsync(IAsyncEnumerable<InputMessage> items)
    {
        await foreach (var item in items.ConfigureAwait(false)) yield return new DkimMessageSource(item.Path, item.Open, item.IsStream);
    }
}
