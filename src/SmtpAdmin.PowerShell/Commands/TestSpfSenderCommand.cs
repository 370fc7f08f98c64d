using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Spf;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Checks senders against the SPF record of their domain.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SpfSender", DefaultParameterSetName = OneSet)]
[OutputType(typeof(SpfCheckResult), typeof(bool))]
public sealed class TestSpfSenderCommand : DnsCmdlet<SpfSender>
{
    private const string OneSet = "Address";
    private const string ManySet = "Sender";
    private const string TracedType = "SmtpAdmin.Spf.SpfCheckResult#Trace"; // has a view of its own, with the tree

    private SpfCheckOptions _options = new();
    private bool _allPass = true;
    private int _checked;

    /// <summary>The addresses that the mail comes from.</summary>
    [Parameter(ParameterSetName = OneSet, Mandatory = true, Position = 0)]
    [Parameter(ParameterSetName = ManySet, Position = 0)]
    [Alias("Address", "ClientIP", "SourceIP")]
    public string[]? IPAddress { get; set; }

    /// <summary>The MAIL FROM address; empty for the null sender.</summary>
    [Parameter(Position = 1)]
    [AllowEmptyString]
    [MailFrom]
    [Alias("EnvelopeFrom", "ReturnPath")]
    public string? MailFrom { get; set; }

    /// <summary>The name in HELO or EHLO.</summary>
    [Parameter]
    [AllowEmptyString]
    [Alias("HelloName")]
    public string? HeloName { get; set; }

    /// <summary>Many senders: objects with these three as properties, or text.</summary>
    [Parameter(ParameterSetName = ManySet, Mandatory = true, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    [AllowEmptyCollection]
    public PSObject?[] Sender { get; set; } = [];

    /// <summary>A record that takes the place of what the sender's domain publishes.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Record { get; set; }

    /// <summary>Keep every term that is tried, with its look-ups.</summary>
    [Parameter]
    public SwitchParameter Trace { get; set; }

    /// <summary>The name of the receiving host.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Receiver { get; set; }

    /// <summary>How many look-ups may find nothing.</summary>
    [Parameter]
    [ValidateRange(0, int.MaxValue)]
    public int VoidLookupLimit { get; set; } = new SpfCheckOptions().MaxVoidLookups;

    /// <summary>How long a check may take as a whole, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, 3600.0)]
    public double Timeout { get; set; } = new SpfCheckOptions().Timeout.TotalSeconds;

    /// <summary>Give one boolean: whether every sender passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        SpfRecord? record = null;
        if (Record is not null && !SpfRecordText.TryRead(Record, out record, out var problem)) ThrowTerminatingError(Errors.BadArgument("BadSpfRecord", problem, Record));
        if (ParameterSetName == ManySet && IPAddress is [_, _, ..])
            ThrowTerminatingError(Errors.BadArgument("BadSpfSender", "Beside -Sender one -IPAddress is taken: that of the senders that have none. Give one, or each sender its own.", IPAddress));
        _options = new SpfCheckOptions
        {
            Record = record,
            Receiver = Receiver,
            MaxVoidLookups = VoidLookupLimit,
            Timeout = TimeSpan.FromSeconds(Timeout),
            Trace = Trace,
            ShareLookups = !NoCache,
        };
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override IEnumerable<SpfSender> ReadItems()
    {
        if (ParameterSetName == OneSet)
        {
            foreach (var address in IPAddress ?? [])
            {
                if (SpfSenderText.TryRead(address, Given, HeloName, out var one, out var problem)) yield return one;
                else Refuse(problem, address);
            }
            yield break;
        }
        var reader = new InputSenders(IPAddress is [var only, ..] ? only : null, Given, HeloName);
        foreach (var input in Sender ?? [])
        {
            if (reader.Read(input, out var sender) is { } problem) Refuse(problem, input);
            else if (sender is not null) yield return sender;
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<SpfSender> items, CancellationToken cancellationToken)
    {
        var checker = new SpfChecker(Resolver, TimeProvider.System);
        SetProgress("Looking up the records of the senders");
        await foreach (var result in checker.CheckAllAsync(items, _options, cancellationToken).ConfigureAwait(false))
        {
            _checked++;
            SetProgress($"{_checked} checked, last {result.IPAddress}");
            _allPass &= result.Passed;
            if (!Quiet) await EmitAsync(Shown(result), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (Quiet) WriteObject(_allPass && _checked > 0);
    }

    /// <summary>Null that was given is an empty text in the shell; here it differs from what was not given.</summary>
    private string? Given => MyInvocation.BoundParameters.ContainsKey(nameof(MailFrom)) ? MailFrom ?? "" : null;

    private static object Shown(SpfCheckResult result)
    {
        if (result.Trace is null) return result;
        var shown = new PSObject(result);
        shown.TypeNames.Insert(0, TracedType);
        return shown;
    }

    private void Refuse(string problem, object? target)
    {
        _allPass = false;
        WriteError(Errors.BadArgument("BadSpfSender", problem, target));
    }
}
