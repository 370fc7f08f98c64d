using System.Management.Automation;
using System.Net;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>
/// Takes addresses, and the results of other commands, as targets: of a reverse DNS result the address, not the block or the host that was
/// given there. Of other objects the property that is named like the parameter, whatever its type.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DnsblTargetsAttribute() : ObjectToTextAttribute(Names)
{
    /// <summary>The properties that are taken.</summary>
    internal static readonly string[] Names = ["Target", "IPAddress", "Address", "Domain", "ComputerName"];

    /// <inheritdoc/>
    protected override string? TextOf(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.BaseObject switch
        {
            IPAddress address => address.ToString(),
            ReverseDnsResult result => result.IPAddress?.ToString() ?? result.Target,
            DnsblResult result => result.Target,
            DnsblSummary summary => summary.Target,
            _ => null,
        };
    }
}
