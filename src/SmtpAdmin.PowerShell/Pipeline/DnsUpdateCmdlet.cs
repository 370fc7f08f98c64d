using System.Management.Automation;
using System.Net;
using System.Security;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that changes records at the server that takes a zone's changes.</summary>
public abstract class DnsUpdateCmdlet : RecordSetCmdlet
{
    private string? _journalPath;
    private bool _isWhatIf;

    /// <summary>The zone that all names are in.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Zone { get; set; }

    /// <summary>The server that takes the changes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Server { get; set; }

    /// <summary>A file with the key, as BIND has it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyPath { get; set; }

    /// <summary>The name of the key.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? KeyName { get; set; }

    /// <summary>The secret of the key, in base64.</summary>
    [Parameter]
    public SecureString? KeySecret { get; set; }

    /// <summary>The key's name as the user name, and its secret in base64 as the password.</summary>
    [Parameter]
    [Alias("Credential")]
    [Credential]
    public PSCredential? KeyCredential { get; set; }

    /// <summary>How messages are signed with a key that is not from a file.</summary>
    [Parameter]
    public TsigAlgorithm? KeyAlgorithm { get; set; }

    /// <summary>Use TCP alone.</summary>
    [Parameter]
    public SwitchParameter Tcp { get; set; }

    /// <summary>How long the server is waited for, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, 300.0)]
    public double Timeout { get; set; }

    /// <summary>A file to which what was there before is added.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? JournalPath { get; set; }

    /// <summary>Write what became of each set.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>How records are published.</summary>
    protected DnsPublishOptions Options { get; set; } = new();

    /// <summary>Plans what is to be done.</summary>
    protected abstract Task<DnsPublishPlan> PlanAsync(DnsPublisher publisher, DnsRecordBatch batch, CancellationToken cancellationToken);

    /// <summary>Without records there is nothing to do.</summary>
    protected virtual bool NeedsRecords => true;

    /// <summary>The record that the parameters name.</summary>
    protected abstract RecordSetInput ReadParts();

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        DnsName? zone = null;
        if (Zone is not null && !DnsName.TryParse(Zone, out zone, out var problem)) ThrowTerminatingError(Errors.BadArgument("BadZone", problem, Zone));
        var defaults = new DnsPublishOptions();
        Options = defaults with { Zone = zone, Server = Server, Key = ReadKey(), Tcp = Tcp, Timeout = Timeout > 0 ? TimeSpan.FromSeconds(Timeout) : defaults.Timeout };
        _isWhatIf = MyInvocation.BoundParameters.TryGetValue("WhatIf", out var given) ? LanguagePrimitives.IsTrue(given) : LanguagePrimitives.IsTrue(GetVariableValue("WhatIfPreference"));
        _journalPath = ShellPaths.Resolve(this, nameof(JournalPath), JournalPath);
    }

    /// <inheritdoc/>
    protected override IEnumerable<RecordSetInput> ReadItems() =>
        ParameterSetName switch
        {
            ObjectSet => (RecordSet ?? []).Select(input => RecordSetInput.Read(input, Options.Zone)),
            RecordSetOfParts => [ReadParts()],
            _ => [],
        };

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<RecordSetInput> items, CancellationToken cancellationToken)
    {
        var (batch, errors) = (new DnsRecordBatch(Options.Zone), new List<ErrorRecord>());
        await foreach (var item in items.ConfigureAwait(false))
        {
            if (item.AddTo(batch) is { } error) errors.Add(error);
        }
        if (errors.Count == 0 && batch.Sets.Count == 0 && NeedsRecords) errors.Add(Errors.Of(new DnsRecordException(DnsRecordFault.NoRecord, "There is no record in what was given. Give records, or look why what should make them made none.")));
        await FailAsync(errors, cancellationToken).ConfigureAwait(false); // what is to be published together is not published in part

        var publisher = new DnsPublisher(Resolver, TimeProvider.System);
        SetProgress("Reading what is there");
        var plan = await PlanAsync(publisher, batch, cancellationToken).ConfigureAwait(false);
        await FailAsync([.. plan.Problems.Select(Errors.Of)], cancellationToken).ConfigureAwait(false);
        var approved = new List<DnsRecordChange>();
        foreach (var change in plan.Changes)
        {
            if (change.Note.Length > 0) await EmitWarningAsync(change.Note, cancellationToken).ConfigureAwait(false);
            // What stays as it is is told by -WhatIf, and asked by nobody.
            if ((!change.IsChange && !_isWhatIf) || await ConfirmTextAsync(change.ToString(), $"{change}\n", cancellationToken).ConfigureAwait(false)) approved.Add(change);
        }
        SetProgress($"Publishing {Counted.Of(approved.Count, "record set")}");
        var result = await ApplyAsync(publisher, approved, cancellationToken).ConfigureAwait(false);
        if (PassThru)
        {
            foreach (var publication in result.Publications) await EmitAsync(publication, cancellationToken).ConfigureAwait(false);
        }
        foreach (var problem in plan.LeftAlone) await EmitErrorAsync(Errors.Of(problem), cancellationToken).ConfigureAwait(false); // the others are done
        await FailAsync([.. result.Problems.Select(Errors.Of)], cancellationToken).ConfigureAwait(false);
    }

    private async Task<DnsPublishResult> ApplyAsync(DnsPublisher publisher, IReadOnlyList<DnsRecordChange> changes, CancellationToken cancellationToken)
    {
        try
        {
            using var journal = _journalPath is not null && changes.Any(change => change.IsChange) ? DnsJournal.Open(_journalPath) : null;
            return await publisher.ApplyAsync(changes, Options, journal, cancellationToken).ConfigureAwait(false);
        }
        catch (DnsPublishInterruptedException exception)
        {
            Host?.UI?.WriteWarningLine(exception.Message); // a pipeline that was stopped takes no word any more
            throw;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CmdletErrorException(new ErrorRecord(new IOException($"The journal cannot be written, so nothing was published: {exception.Message}", exception), nameof(DnsPublishFault.JournalUnwritable), ErrorCategory.WriteError, _journalPath));
        }
    }

    /// <summary>Writes errors, the last so that it ends the cmdlet: a script is not to go on as if all were published.</summary>
    private async Task FailAsync(List<ErrorRecord> errors, CancellationToken cancellationToken)
    {
        foreach (var error in errors.SkipLast(1)) await EmitErrorAsync(error, cancellationToken).ConfigureAwait(false);
        if (errors.Count > 0) throw new CmdletErrorException(errors[^1]);
    }

    private TsigKey? ReadKey()
    {
        var path = ShellPaths.Resolve(this, nameof(KeyPath), KeyPath);
        try
        {
            if (TsigKeyChoice.Problem(path is not null, KeyName is not null, KeySecret is not null, KeyCredential is not null, KeyAlgorithm is not null) is { } problem) ThrowTerminatingError(Errors.BadArgument("BadKey", problem, null));
            if (path is not null) return TsigKeyFile.Read(path, KeyName);
            if (KeyCredential is { } credential) return TsigKey.Create(credential.UserName.TrimStart('\\'), KeyAlgorithm ?? TsigAlgorithm.HmacSha256, credential.GetNetworkCredential().Password);
            return KeySecret is null ? null : TsigKey.Create(KeyName!, KeyAlgorithm ?? TsigAlgorithm.HmacSha256, new NetworkCredential("", KeySecret).Password);
        }
        catch (TsigKeyException exception)
        {
            ThrowTerminatingError(Errors.Of(exception, KeyPath ?? KeyName));
            return null;
        }
    }
}
