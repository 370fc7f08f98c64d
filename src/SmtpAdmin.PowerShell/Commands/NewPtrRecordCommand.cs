using System.Management.Automation;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Makes PTR records, and the request to the provider of the address; nothing is published.</summary>
[Cmdlet(VerbsCommon.New, "PtrRecord")]
[OutputType(typeof(PtrNewRecord))]
public sealed class NewPtrRecordCommand : DnsCmdlet<PtrRequest>
{
    /// <summary>The addresses.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [SpfAddresses]
    [Alias("Address")]
    public string[] IPAddress { get; set; } = [];

    /// <summary>The name that they are to have.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string HostName { get; set; } = "";

    /// <summary>The block whose reverse DNS has a zone of its own.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    public string? Block { get; set; }

    /// <summary>How that zone's label is written.</summary>
    [Parameter]
    public PtrBlockStyle? BlockStyle { get; set; }

    /// <summary>Ask the DNS nothing.</summary>
    [Parameter]
    public SwitchParameter NoLookup { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<PtrRequest> ReadItems()
    {
        foreach (var text in InputDomains.Of(IPAddress, MyInvocation.ExpectingInput))
        {
            if (ObjectToTextAttribute.Problem(text, SpfAddressesAttribute.Names) is { } problem)
            {
                WriteError(Errors.BadArgument(nameof(PtrFault.BadIPAddress), problem, text));
                continue;
            }
            yield return new PtrRequest
            {
                IPAddress = text,
                HostName = HostName,
                Block = Block is "" or null && MyInvocation.ExpectingInput ? null : Block, // an empty cell of a table
                BlockStyle = BlockStyle,
                NoLookup = NoLookup,
            };
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<PtrRequest> items, CancellationToken cancellationToken)
    {
        var builder = new PtrRecordBuilder(Resolver, TimeProvider.System);
        await foreach (var request in items.ConfigureAwait(false))
        {
            SetProgress($"Looking up {PlainText.Excerpt(request.IPAddress)}");
            try
            {
                await EmitAsync(await builder.BuildAsync(request, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
            }
            catch (PtrException exception)
            {
                await EmitErrorAsync(Errors.Of(exception), cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
