using System.Management.Automation;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>Takes messages of a queue and events of a trace as their queue ids, and a relay as all that is in its queue.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class QueueIdsAttribute() : ObjectToTextAttribute(Names)
{
    /// <summary>All that is in a queue, as a wildcard.</summary>
    internal const string All = "*";

    /// <summary>The properties that are taken.</summary>
    internal static readonly string[] Names = ["QueueId"];

    /// <inheritdoc/>
    protected override string? TextOf(PSObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return item switch
        {
            { BaseObject: SmtpTraceEvent entry } => entry.QueueId ?? "", // a client that connected has sent no message yet
            { BaseObject: SmtpRelayStatus } => All,
            _ when item.TypeNames.Contains($"Deserialized.{typeof(SmtpRelayStatus).FullName}") => All,
            _ when item.TypeNames.Contains($"Deserialized.{typeof(SmtpTraceEvent).FullName}") => item.Properties["QueueId"]?.Value as string ?? "",
            _ => null,
        };
    }
}
