using System.CommandLine;
using System.Net;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Cli.Options;

/// <summary>The options of every command that asks the DNS.</summary>
internal sealed class DnsOptions
{
    /// <summary>What <c>--timeout</c> is where a command has no other.</summary>
    public const string ServerTimeout = "How long one DNS server is waited for at the first try; each further try waits twice as long.";

    private readonly Option<string[]> _servers = Several.Option("--dns-server", "DNS servers to ask instead of the system's: address or address:port.");

    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Ask again each time, instead of keeping answers." };

    private readonly Option<double?>? _timeout;

    /// <summary>Adds the options.</summary>
    /// <param name="command">What they are added to.</param>
    /// <param name="timeout">What <c>--timeout</c> says of one DNS server; null for a command without that.</param>
    /// <param name="hasCache">Keeping answers is the user's choice; without it they are kept.</param>
    public DnsOptions(Command command, string? timeout = null, bool hasCache = true)
    {
        if (timeout is not null) command.Options.Add(_timeout = Seconds.Option("--timeout", timeout, most: 300));
        command.Options.Add(_servers);
        if (hasCache) command.Options.Add(_noCache);
    }

    /// <summary>The resolver that the command line asks for.</summary>
    /// <exception cref="UsageException">A server is no address.</exception>
    public DnsResolver CreateResolver(ParseResult parsed) => CreateResolver(ReadOptions(parsed));

    /// <summary>A resolver that asks so.</summary>
    /// <exception cref="UsageException">An option is out of its range.</exception>
    public static DnsResolver CreateResolver(DnsResolverOptions options) => Usage.Check(() => new DnsResolver(options, TimeProvider.System));

    /// <summary>How the command line wants the DNS asked.</summary>
    /// <exception cref="UsageException">A server is no address.</exception>
    public DnsResolverOptions ReadOptions(ParseResult parsed)
    {
        var options = DnsResolverOptions.FromSystem();
        if (ReadServers(Words.Of(parsed, _servers)) is { } servers) options = options with { Servers = servers };
        if (_timeout is not null && Seconds.Read(parsed, _timeout) is { } given) options = options with { Timeout = given };
        return options with { UseCache = !KeepsNothing(parsed) };
    }

    /// <summary>No answer is kept.</summary>
    public bool KeepsNothing(ParseResult parsed) => parsed.GetValue(_noCache);

    /// <summary>Servers as people write them; null for none.</summary>
    /// <exception cref="UsageException">One is no address.</exception>
    public static IReadOnlyList<IPEndPoint>? ReadServers(IReadOnlyList<string> texts) =>
        texts.Count == 0
            ? null
            : [.. texts.Select(text => DnsServerAddress.TryParse(text, out var server, out var problem) ? server : throw new UsageException(problem))];
}
