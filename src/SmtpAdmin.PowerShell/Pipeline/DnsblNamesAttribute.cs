using System.Management.Automation;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes lists, and tests of lists, by their names.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DnsblNamesAttribute() : ObjectToTextAttribute(Names)
{
    /// <summary>The properties that are taken.</summary>
    internal static readonly string[] Names = ["Provider", "Name"];

    /// <inheritdoc/>
    protected override string? TextOf(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.BaseObject switch
        {
            DnsblProvider provider => provider.Name,
            DnsblProviderTest test => test.Provider,
            _ => null,
        };
    }
}
