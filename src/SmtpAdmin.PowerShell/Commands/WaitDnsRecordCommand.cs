using System.Management.Automation;
using System.Net;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Waits until records are seen.</summary>
[Cmdlet(VerbsLifecycle.Wait, "DnsRecord", DefaultParameterSetName = ObjectSet)]
[OutputType(typeof(DnsWaitResult), typeof(bool))]
public sealed class WaitDnsRecordCommand : RecordSetCmdlet
{
    private const double DefaultTimeout = 300;

    private DnsWaitOptions _options = new();
    private bool _isAllAsked = true;

    /// <summary>The data of each record; none, to wait until the records are gone.</summary>
    [Parameter(ParameterSetName = RecordSetOfParts)]
    [AllowEmptyString]
    public string[] Value { get; set; } = [];

    /// <summary>Ask every authoritative server of the zone.</summary>
    [Parameter]
    public SwitchParameter All { get; set; }

    /// <summary>The servers to ask in place of those that the zone names.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] NameServer { get; set; } = [];

    /// <summary>How long to wait at most, in seconds.</summary>
    [Parameter]
    [ValidateRange(0.001, 604800.0)]
    public double Timeout { get; set; } = DefaultTimeout;

    /// <summary>Write whether all are seen, and nothing else.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        base.Prepare();
        IReadOnlyList<IPEndPoint> servers = ReadServers(NameServer, "BadNameServer");
        _options = new DnsWaitOptions { All = All || servers.Count > 0, Servers = servers, Timeout = TimeSpan.FromSeconds(Timeout) };
    }

    /// <inheritdoc/>
    protected override IEnumerable<RecordSetInput> ReadItems()
    {
        var inputs = ParameterSetName == RecordSetOfParts
            ? [RecordSetInput.Read(new DnsRecordRow { Name = Name, Type = Type, Value = Value }, zone: null, mayBeEmpty: !MyInvocation.BoundParameters.ContainsKey(nameof(Value)))]
            : (RecordSet ?? []).Select(input => RecordSetInput.Read(input, zone: null));
        foreach (var input in inputs)
        {
            if (input.Error is null)
            {
                yield return input;
                continue;
            }
            _isAllAsked = false;
            WriteError(input.Error);
        }
    }

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<RecordSetInput> items, CancellationToken cancellationToken)
    {
        using var waiter = new DnsRecordWaiter(Resolver, DnsOptions, TimeProvider.System);
        var (isSeen, count) = (true, 0);
        await foreach (var result in waiter.WaitAllAsync(Sets(items), _options, text => SetProgress(text), cancellationToken).ConfigureAwait(false))
        {
            isSeen &= result.Passed;
            count++;
            if (!Quiet) await EmitAsync(result, cancellationToken).ConfigureAwait(false);
        }
        // What could not be read was not seen; of nothing at all nothing was.
        if (Quiet) await EmitAsync(isSeen && count > 0 && _isAllAsked, cancellationToken).ConfigureAwait(false);
    }

    private static async IAsyncEnumerable<DnsWaitItem> Sets(IAsyncEnumerable<RecordSetInput> items)
    {
        await foreach (var item in items.ConfigureAwait(false))
        {
            foreach (var set in item.Sets) yield return new DnsWaitItem(set, item.Before);
        }
    }
}
