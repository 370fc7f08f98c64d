using System.Management.Automation;
using SmtpAdmin.PowerShell.Completion;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that has to do with relays, each known by the folder of its queue.</summary>
public abstract class RelayCmdlet : AsyncCmdlet<string>
{
    /// <summary>The folders of the queues; those of the session's relays unless given, and where there are none, the one that Start-SmtpRelay takes by itself.</summary>
    [Parameter(Position = 0, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(SpoolPathCompleter))]
    [ValidateNotNullOrEmpty]
    public string[]? SpoolPath { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<string> ReadItems() =>
        SpoolPath is null ? SpoolPaths.Usual(this) : [.. SpoolPath.Select(path => ShellPaths.Resolve(this, nameof(SpoolPath), path)!)];

    /// <inheritdoc/>
    protected override async Task RunAsync(IAsyncEnumerable<string> items, CancellationToken cancellationToken)
    {
        await foreach (var spool in items.ConfigureAwait(false))
        {
            try
            {
                await RunAsync(spool, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is SmtpRelayException or IOException or UnauthorizedAccessException)
            {
                await EmitErrorAsync(RelayErrors.NotReached(exception, spool), cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Writes how a relay does.</summary>
    private protected async Task EmitStatusAsync(string spoolPath, CancellationToken cancellationToken)
    {
        var access = await SmtpRelayAccess.OpenAsync(spoolPath, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        await using var _ = access.ConfigureAwait(false);
        await EmitAsync(await access.GetStatusAsync(cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The work for one relay.</summary>
    /// <param name="spoolPath">The folder of its queue, in full.</param>
    /// <param name="cancellationToken">Is cancelled when the pipeline stops.</param>
    protected abstract Task RunAsync(string spoolPath, CancellationToken cancellationToken);
}
