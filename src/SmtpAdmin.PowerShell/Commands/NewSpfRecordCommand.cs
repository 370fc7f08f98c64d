using System.Management.Automation;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Spf;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Makes an SPF record; nothing is published.</summary>
[Cmdlet(VerbsCommon.New, "SpfRecord")]
[OutputType(typeof(SpfNewRecord))]
public sealed class NewSpfRecordCommand : DnsCmdlet<string>
{
    private SpfBuildRequest _request = new();

    /// <summary>The domain that is to publish the record.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Domain { get; set; }

    /// <summary>Addresses and CIDR blocks that send.</summary>
    [Parameter(ValueFromPipeline = true)]
    [AllowEmptyString]
    [AllowEmptyCollection]
    [SpfAddresses]
    [Alias("Address")]
    public string[] IPAddress { get; set; } = [];

    /// <summary>The domain's mail exchangers send.</summary>
    [Parameter]
    public SwitchParameter Mx { get; set; }

    /// <summary>Domains whose mail exchangers send.</summary>
    [Parameter]
    [AllowEmptyString]
    public string[] MxDomain { get; set; } = [];

    /// <summary>Hosts that send.</summary>
    [Parameter]
    [AllowEmptyString]
    public string[] A { get; set; } = [];

    /// <summary>Domains whose records are included.</summary>
    [Parameter]
    [AllowEmptyString]
    public string[] Include { get; set; } = [];

    /// <summary>Providers whose includes are known.</summary>
    [Parameter]
    [AllowEmptyString]
    [ArgumentCompleter(typeof(SpfProviderCompleter))]
    public string[] Provider { get; set; } = [];

    /// <summary>Names whose existence passes a sender.</summary>
    [Parameter]
    [AllowEmptyString]
    public string[] Exists { get; set; } = [];

    /// <summary>The domain whose record decides about all others.</summary>
    [Parameter]
    public string? Redirect { get; set; }

    /// <summary>The name of the text for those whose mail fails.</summary>
    [Parameter]
    public string? Explanation { get; set; }

    /// <summary>What is said of all others.</summary>
    [Parameter]
    [OneValue("A record has one 'all'. Give one of Fail, SoftFail and Neutral.")]
    [SpfAll]
    public SpfQualifier? All { get; set; }

    /// <summary>Senders to evaluate the record for.</summary>
    [Parameter]
    [AllowNull]
    public PSObject?[] Prove { get; set; } = [];

    /// <summary>Ask the DNS nothing.</summary>
    [Parameter]
    public SwitchParameter NoLookup { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        _request = new SpfBuildRequest
        {
            Domain = Domain,
            Mx = Mx,
            MxDomain = Given(MxDomain),
            A = Given(A),
            Include = Given(Include),
            Provider = Given(Provider),
            Exists = Given(Exists),
            Redirect = Bound(nameof(Redirect), Redirect),
            Explanation = Bound(nameof(Explanation), Explanation),
            All = All,
            Prove = ReadProve(),
            NoLookup = NoLookup,
        };
    }

    /// <inheritdoc/>
    protected override IEnumerable<string> ReadItems()
    {
        foreach (var text in MyInvocation.ExpectingInput ? InputLines.Of(IPAddress ?? []) : Given(IPAddress))
        {
            if (ObjectToTextAttribute.Problem(text, SpfAddressesAttribute.Names) is { } problem) ThrowTerminatingError(Errors.BadArgument(nameof(SpfRefusalCode.BadIPAddress), problem, text));
            yield return text;
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<string> items, CancellationToken cancellationToken)
    {
        var addresses = new List<string>();
        await foreach (var address in items.ConfigureAwait(false))
        {
            // One more than is taken is enough to be refused, and what flows in may be endless.
            if (addresses.Count <= SpfBuildRequest.MaxValues) addresses.Add(address);
        }
        SetProgress("Looking up what the record leads to");
        var result = await new SpfRecordBuilder(Resolver, TimeProvider.System).BuildAsync(_request with { IPAddress = addresses }, cancellationToken).ConfigureAwait(false);
        if (result.Record is { } record)
        {
            await EmitAsync(record, cancellationToken).ConfigureAwait(false);
            return;
        }
        foreach (var refusal in result.Refusals.SkipLast(1)) await EmitErrorAsync(Errors.Of(refusal), cancellationToken).ConfigureAwait(false);
        throw new CmdletErrorException(Errors.Of(result.Refusals[^1])); // there is no record: a script is not to go on without one
    }

    /// <summary>Text stands for itself; of objects and rows the parts are read as Test-SpfSender reads them, and a row with nothing in it is none.</summary>
    private List<string> ReadProve()
    {
        var (reader, texts) = (new InputSenders(null, null, null), new List<string>());
        foreach (var item in Prove ?? [null])
        {
            if (item?.BaseObject is null or string or System.Net.IPAddress) texts.Add($"{item?.BaseObject}");
            else if (reader.Read(item, out var sender) is { } problem) ThrowTerminatingError(Errors.BadArgument(nameof(SpfRefusalCode.BadProve), problem, item));
            else if (sender is not null) texts.Add(SpfProveText.Of(sender));
        }
        if (Prove is not [] && texts.Count == 0) ThrowTerminatingError(Errors.BadArgument(nameof(SpfRefusalCode.BadProve), "All rows that were given to -Prove are empty. Give senders, or leave -Prove out.", Prove));
        return texts;
    }

    /// <summary>A null that was given is wrong as an empty text is: a variable that was never set must not shorten the record.</summary>
    private static string[] Given(string?[]? values) => values is null ? [""] : [.. values.Select(value => value ?? "")];

    /// <summary>An empty text that was given is wrong, and not the same as none.</summary>
    private string? Bound(string name, string? value) => MyInvocation.BoundParameters.ContainsKey(name) ? value ?? "" : null;
}
