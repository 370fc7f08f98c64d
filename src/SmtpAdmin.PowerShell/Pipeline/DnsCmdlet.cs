using System.Management.Automation;
using System.Net;
using SmtpAdmin.Dns;

namespace SmtpAdmin.PowerShell.Pipeline;

/// <summary>A cmdlet that asks the DNS: which servers, and whether answers are kept.</summary>
/// <typeparam name="TItem">What one bound input becomes.</typeparam>
public abstract class DnsCmdlet<TItem> : AsyncCmdlet<TItem>
{
    private DnsResolver? _resolver;
    private DnsResolverOptions _options = new();

    /// <summary>The DNS servers to ask instead of the system's, as <c>address</c> or <c>address:port</c>; an IPv6 address with a port stands in brackets.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[]? DnsServer { get; set; }

    /// <summary>Ask again each time, instead of keeping answers for as long as they are good within this command.</summary>
    [Parameter]
    public SwitchParameter NoCache { get; set; }

    /// <summary>The resolver for this command.</summary>
    protected IDnsResolver Resolver => _resolver ?? throw new InvalidOperationException("The resolver is made in Prepare.");

    /// <summary>The servers that are asked.</summary>
    protected IReadOnlyList<IPEndPoint> DnsServers => _options.Servers;

    /// <summary>How they are asked.</summary>
    protected DnsResolverOptions DnsOptions => _options;

    /// <summary>How long one DNS server is waited for; null for what the system says.</summary>
    protected virtual TimeSpan? DnsTimeout => null;

    /// <summary>Changes how the resolver asks.</summary>
    /// <param name="options">As the parameters have it.</param>
    protected virtual DnsResolverOptions Adjust(DnsResolverOptions options) => options;

    /// <inheritdoc/>
    protected override void Prepare()
    {
        var options = DnsResolverOptions.FromSystem();
        if (DnsServer is not null && ReadServers(DnsServer, "BadDnsServer") is var servers) options = options with { Servers = servers };
        if (DnsTimeout is { } timeout) options = options with { Timeout = timeout };
        try
        {
            _options = Adjust(options with { UseCache = !NoCache });
            _resolver = new DnsResolver(_options, TimeProvider.System);
        }
        catch (ArgumentException exception) // too many servers
        {
            ThrowTerminatingError(Errors.BadArgument("BadDnsServer", exception, DnsServer));
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing) _resolver?.Dispose();
    }

    /// <summary>Reads servers as people write them; ends the cmdlet where one is none.</summary>
    /// <param name="texts">The servers.</param>
    /// <param name="errorId">The id of the error.</param>
    protected IReadOnlyList<IPEndPoint> ReadServers(IEnumerable<string> texts, string errorId) => DnsServerNames.Read(this, texts, errorId);
}
