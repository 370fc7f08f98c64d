using System.Management.Automation;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>DNS servers as people write them.</summary>
internal static class DnsServerNames
{
    /// <summary>Reads them. Runs on the pipeline's thread; ends the cmdlet where one is none.</summary>
    /// <param name="cmdlet">The cmdlet.</param>
    /// <param name="texts">The servers.</param>
    /// <param name="errorId">The id of the error.</param>
    public static IReadOnlyList<IPEndPoint> Read(PSCmdlet cmdlet, IEnumerable<string> texts, string errorId)
    {
        var servers = new List<IPEndPoint>();
        foreach (var text in texts)
        {
            if (DnsServerAddress.TryParse(text, out var server, out var problem)) servers.Add(server);
            else cmdlet.ThrowTerminatingError(Errors.BadArgument(errorId, problem, text));
        }
        return servers;
    }
}
