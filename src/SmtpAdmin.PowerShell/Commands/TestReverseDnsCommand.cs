using System.Management.Automation;
using SmtpAdmin.Dns;
using SmtpAdmin.PowerShell.Pipeline;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Commands;

/// <summary>Checks that the PTR names of addresses lead back to them.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ReverseDns")]
[OutputType(typeof(ReverseDnsResult), typeof(bool))]
public sealed class TestReverseDnsCommand : TimedDnsCmdlet<ReputationTarget>
{
    private static readonly string[] Properties = [nameof(IPAddress), "Address", "ComputerName"];

    private bool _allPass = true;
    private int _checked;

    /// <summary>Addresses, CIDR blocks or host names.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [AllowEmptyString]
    [Alias("Address", "ComputerName")]
    public string[] IPAddress { get; set; } = [];

    /// <summary>The name that the server gives in HELO or EHLO.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [Alias("HelloName")]
    public string? HeloName { get; set; }

    /// <summary>The domain that mail is sent for.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Domain { get; set; }

    /// <summary>Give one boolean: whether every address passed.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void Prepare()
    {
        if (Domain is not null && !DnsName.TryParse(Domain, out _, out var problem))
            ThrowTerminatingError(Errors.BadArgument("BadDomain", problem, Domain));
        base.Prepare();
    }

    /// <inheritdoc/>
    protected override IEnumerable<ReputationTarget> ReadItems() => InputTargets.Of(IPAddress, Properties, (problem, text) =>
    {
        _allPass = false;
        WriteError(Errors.BadArgument("BadReverseDnsTarget", problem, text));
    });

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<ReputationTarget> items, CancellationToken cancellationToken)
    {
        var options = new ReverseDnsOptions { HeloName = HeloName, Domain = Domain };
        var checker = new ReverseDnsChecker(Resolver, TimeProvider.System);
        await foreach (var result in checker.CheckAllAsync(items, options, cancellationToken).ConfigureAwait(false))
        {
            _checked++;
            SetProgress($"{_checked} checked, last {result.IPAddress}");
            _allPass &= result.Passed;
            if (!Quiet) await EmitAsync(result, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    protected override void Finish()
    {
        if (Quiet) WriteObject(_allPass && _checked > 0);
    }
}
