using System.Management.Automation;
using System.Net;
using System.Security;
using System.Text;
using SmtpAdmin.Dkim;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.PowerShell.Pipeline;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Signs messages with DKIM.</summary>
[Cmdlet(VerbsCommon.Add, "DkimSignature", DefaultParameterSetName = PathSet, SupportsShouldProcess = true)]
[OutputType(typeof(DkimNewSignature), typeof(string), typeof(byte[]))]
public sealed class AddDkimSignatureCommand : AsyncCmdlet<InputMessage>
{
    private const string PathSet = "Path";
    private const string MessageSet = "Message";

    private readonly List<(string[] Domain, string[] Selector, string[] PrivateKeyPath)> _keys = [];
    private string? _outFile;
    private bool _isStarted;

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

    /// <summary>The domains that sign: one for each key, or one for all.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = MessageSet, Mandatory = true)]
    [AllowEmptyString]
    public string[] Domain { get; set; } = [];

    /// <summary>The selectors of the keys, in their order.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = MessageSet, Mandatory = true)]
    [AllowEmptyString]
    public string[] Selector { get; set; } = [];

    /// <summary>The files of the private keys; each makes a signature.</summary>
    [Parameter(ParameterSetName = PathSet, Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Parameter(ParameterSetName = MessageSet, Mandatory = true)]
    [ValidateNotNullOrEmpty]
    public string[] PrivateKeyPath { get; set; } = [];

    /// <summary>The passphrase of the keys that are encrypted.</summary>
    [Parameter]
    public SecureString? Passphrase { get; set; }

    /// <summary>On whose behalf it is signed.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Identity { get; set; }

    /// <summary>How the header fields are canonicalized.</summary>
    [Parameter]
    public DkimCanonicalization HeaderCanonicalization { get; set; } = DkimCanonicalization.Relaxed;

    /// <summary>How the body is canonicalized.</summary>
    [Parameter]
    public DkimCanonicalization BodyCanonicalization { get; set; } = DkimCanonicalization.Relaxed;

    /// <summary>The header fields to sign besides From, in place of the usual ones.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(DkimHeaderCompleter))]
    public string[]? Header { get; set; }

    /// <summary>The header fields of which none may be added.</summary>
    [Parameter]
    [AllowEmptyCollection]
    [ArgumentCompleter(typeof(DkimHeaderCompleter))]
    public string[]? OverSignHeader { get; set; }

    /// <summary>When it is signed.</summary>
    [Parameter]
    public DateTimeOffset? Timestamp { get; set; }

    /// <summary>How long the signature is to be accepted.</summary>
    [Parameter]
    public TimeSpan? ExpireAfter { get; set; }

    /// <summary>Until when the signature is to be accepted.</summary>
    [Parameter]
    public DateTimeOffset? Expiration { get; set; }

    /// <summary>Where the signed message goes, in place of its own file.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? OutFile { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _outFile = ShellPaths.Resolve(this, nameof(OutFile), OutFile);

    /// <inheritdoc/>
    protected override IEnumerable<InputMessage> ReadItems()
    {
        // By property name there may be a key on each row; else they are given once, and for all messages.
        if (ParameterSetName == PathSet || _keys.Count == 0) _keys.Add((Domain, Selector, [.. PrivateKeyPath.Select(path => ShellPaths.Resolve(this, nameof(PrivateKeyPath), path)!)]));
        if (ParameterSetName == PathSet && _isStarted) return [];
        _isStarted = true;
        return Messages().Where(message => message.Path is not { } path
            ? ShouldProcess(_outFile ?? (message.IsText ? "text" : "octets"), _outFile is null ? "Sign with DKIM" : "Write a signed message")
            : ShouldProcess(_outFile is null ? path : $"{path} to {_outFile}", "Sign with DKIM"));
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<InputMessage> items, CancellationToken cancellationToken)
    {
        var messages = new List<InputMessage>();
        DkimSigningSet? keys = null;
        try
        {
            var count = 0;
            await foreach (var message in items.ConfigureAwait(false))
            {
                if (++count > 1 && _outFile is not null) throw new CmdletErrorException(Errors.BadArgument("BadOutFile", "There are several messages, and one -OutFile. Leave it out to sign files where they are, or give one message.", OutFile));
                if (ParameterSetName == PathSet || _outFile is not null)
                {
                    messages.Add(message); // the last key may still be on its way, or a second message for the one file
                    continue;
                }
                keys ??= await ReadKeysAsync(cancellationToken).ConfigureAwait(false);
                await SignAsync(message, keys, cancellationToken).ConfigureAwait(false);
            }
            await CheckAsync(cancellationToken).ConfigureAwait(false); // also where -WhatIf left nothing to sign
            foreach (var message in messages)
            {
                keys ??= await ReadKeysAsync(cancellationToken).ConfigureAwait(false);
                SetProgress($"Signing {message.Path}");
                await SignAsync(message, keys, cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            keys?.Dispose();
        }
    }

    private IEnumerable<InputMessage> Messages()
    {
        var reader = new InputMessages(SessionState.Path, WriteError);
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

    private DkimSigningRequest Request() => new()
    {
        // One domain for all keys of a row is one for each of them.
        Domain = [.. _keys.SelectMany(row => row.Domain.Length == 1 && row.Selector.Length > 1 ? Enumerable.Repeat(row.Domain[0], row.Selector.Length) : row.Domain)],
        Selector = [.. _keys.SelectMany(row => row.Selector)],
        PrivateKeyPath = [.. _keys.SelectMany(row => row.PrivateKeyPath)],
        Identity = Identity,
        HeaderCanonicalization = HeaderCanonicalization,
        BodyCanonicalization = BodyCanonicalization,
        Header = Header,
        OverSignHeader = OverSignHeader,
        Timestamp = Timestamp,
        ExpireAfter = ExpireAfter,
        Expiration = Expiration,
    };

    private async Task<DkimSigningRequest> CheckAsync(CancellationToken cancellationToken)
    {
        var request = Request();
        var problems = request.Check(TimeProvider.System.GetUtcNow());
        foreach (var problem in problems.SkipLast(1)) await EmitErrorAsync(DkimErrors.Of(problem), cancellationToken).ConfigureAwait(false);
        if (problems.Count == 0 && _outFile is not null && await OutFileProblemAsync(request, cancellationToken).ConfigureAwait(false) is { } problemOfFile) throw new CmdletErrorException(DkimErrors.Of(problemOfFile));
        return problems.Count == 0 ? request : throw new CmdletErrorException(DkimErrors.Of(problems[^1]));
    }

    private async Task<DkimSigningProblem?> OutFileProblemAsync(DkimSigningRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return await request.CheckOutFileAsync(_outFile!, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CmdletErrorException(new ErrorRecord(exception, "MessageNotSigned", ErrorCategory.WriteError, _outFile));
        }
    }

    private async Task<DkimSigningSet> ReadKeysAsync(CancellationToken cancellationToken)
    {
        var request = await CheckAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await request.ReadKeysAsync(new NetworkCredential("", Passphrase).Password.AsMemory(), cancellationToken).ConfigureAwait(false);
        }
        catch (DkimKeyException exception)
        {
            throw new CmdletErrorException(DkimErrors.Of(exception, null));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CmdletErrorException(new ErrorRecord(exception, "KeyNotRead", ErrorCategory.ReadError, null));
        }
    }

    private async Task SignAsync(InputMessage message, DkimSigningSet keys, CancellationToken cancellationToken)
    {
        try
        {
            if (message.Path is { } path) await EmitSignaturesAsync(await new DkimFileSigner(TimeProvider.System).SignAsync(path, _outFile, keys.Signatures, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            else if (_outFile is not null) await EmitSignaturesAsync(await new DkimFileSigner(TimeProvider.System).SignAsync(message.Open(), _outFile, keys.Signatures, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            else if (message.IsStream) await EmitErrorAsync(Errors.BadArgument("MissingOutFile", "A stream may be longer than memory: say with -OutFile where the signed message goes.", null), cancellationToken).ConfigureAwait(false);
            else await EmitMessageAsync(message, keys, cancellationToken).ConfigureAwait(false);
        }
        catch (DkimMessageException exception)
        {
            await EmitErrorAsync(DkimErrors.Of(exception, message.Path), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await EmitErrorAsync(new ErrorRecord(exception, "MessageNotSigned", ErrorCategory.WriteError, message.Path), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EmitSignaturesAsync(IReadOnlyList<DkimNewSignature> signatures, CancellationToken cancellationToken)
    {
        foreach (var signature in signatures) await EmitAsync(signature, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Text in, text out. What was found cannot stand in it, and is told beside it.</summary>
    private async Task EmitMessageAsync(InputMessage message, DkimSigningSet keys, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var signatures = await new DkimSigner(TimeProvider.System).WriteSignedAsync(message.Open(), keys.Signatures, output, cancellationToken).ConfigureAwait(false);
        foreach (var finding in signatures.SelectMany(signature => signature.Findings).Where(finding => finding.Severity != FindingSeverity.Information).Distinct())
            await EmitWarningAsync($"{finding.Message} {finding.Remedy} ({finding.Code})", cancellationToken).ConfigureAwait(false);
        await EmitAsync(message.IsText ? Encoding.UTF8.GetString(output.GetBuffer(), 0, (int)output.Length) : output.ToArray(), cancellationToken).ConfigureAwait(false);
    }
}
