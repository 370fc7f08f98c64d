using System.Management.Automation;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes the results of other commands, and rows of tables, as domains.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class SpfDomainsAttribute() : ObjectToTextAttribute(Names)
{
    /// <summary>The properties that are taken.</summary>
    internal static readonly string[] Names = ["Domain", "DomainName", "Name"];

    /// <inheritdoc/>
    protected override string? TextOf(PSObject item) => null;
}
