using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace SmtpAdmin.PowerShell.Relays;

/// <summary>What the shell calls when the module is removed from a session.</summary>
public sealed class ModuleEnd : IModuleAssemblyCleanup
{
    /// <summary>Stops the relays of the session.</summary>
    public void OnRemove(PSModuleInfo psModuleInfo)
    {
        if (Runspace.DefaultRunspace is { } session) SessionRelays.StopAll(session.InstanceId);
    }
}
