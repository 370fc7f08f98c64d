using System.Management.Automation;
using System.Net;
using SmtpAdmin.Spf;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes addresses and blocks as text; of objects, the property that is named like the parameter.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SpfAddressesAttribute() : ObjectToTextAttribute(Names)
{
    /// <summary>The properties that are taken.</summary>
    internal static readonly string[] Names = ["IPAddress", "Address", "Network"];

    /// <inheritdoc/>
    protected override string? TextOf(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item.BaseObject is IPAddress or SpfNetwork ? item.BaseObject.ToString() : null;
    }
}
