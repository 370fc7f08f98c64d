using System.Collections.Concurrent;
using System.Net;

namespace SmtpAdmin.Dns;

/// <summary>
/// Asks servers, and one that answers nothing with one question at a time until it does again: its silence takes seconds, and where there are many
/// questions, each would wait for it in its turn. Nothing here closes <paramref name="servers"/>.
/// </summary>
/// <param name="servers">Asks them.</param>
internal sealed class DnsSilentServers(IDnsNameServers servers) : IDnsNameServers
{
    private const int MaxAtOnce = 100; // on their way to one server

    private readonly ConcurrentDictionary<IPEndPoint, Turns> _turns = [];

    /// <inheritdoc/>
    public async Task<DnsAnswer> AskAsync(IPEndPoint server, DnsName name, DnsType type, CancellationToken cancellationToken)
    {
        var turns = _turns.GetOrAdd(server, _ => new Turns());
        await turns.Places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var silence = turns.Silence;
            if (silence is null) return turns.Heard(await servers.AskAsync(server, name, type, cancellationToken).ConfigureAwait(false));
            if (!await turns.Trial.WaitAsync(TimeSpan.Zero, cancellationToken).ConfigureAwait(false)) return silence with { Name = name, Type = type };
            try
            {
                return turns.Heard(await servers.AskAsync(server, name, type, cancellationToken).ConfigureAwait(false));
            }
            finally
            {
                turns.Trial.Release();
            }
        }
        finally
        {
            turns.Places.Release();
        }
    }

    private sealed class Turns
    {
        public SemaphoreSlim Places { get; } = new(MaxAtOnce);

        /// <summary>For the one question that is to see whether the server answers again.</summary>
        public SemaphoreSlim Trial { get; } = new(1);

        /// <summary>What the last question ended in where no answer came; null where one came.</summary>
        public DnsAnswer? Silence { get; private set; }

        public DnsAnswer Heard(DnsAnswer answer)
        {
            Silence = answer.Outcome == DnsOutcome.Timeout ? answer : null;
            return answer;
        }
    }
}
