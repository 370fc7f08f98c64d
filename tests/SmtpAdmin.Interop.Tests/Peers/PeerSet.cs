using SmtpAdmin.Interop.Tests.Dkim;

namespace SmtpAdmin.Interop.Tests.Peers;

/// <summary>All servers of a test run. Each is started when a test first needs it.</summary>
public sealed class PeerSet : IAsyncDisposable
{
    /// <summary>Nothing is started yet.</summary>
    public PeerSet()
    {
        Unbound = new UnboundPeer(Bind);
        BlacklistResolver = new BlacklistResolverPeer(Blacklists);
        OpenDkim = new OpenDkimPeer(DkimKeys);
        Dkimpy = new DkimpyPeer(DkimKeys);
    }

    /// <summary>BIND.</summary>
    public BindPeer Bind { get; } = new();

    /// <summary>BIND that takes updates, and one that follows it.</summary>
    public BindPrimaryPeer BindPrimary { get; } = new();

    /// <summary>NSD.</summary>
    public NsdPeer Nsd { get; } = new();

    /// <summary>unbound before BIND.</summary>
    public UnboundPeer Unbound { get; }

    /// <summary>rbldnsd.</summary>
    public RbldnsdPeer Rbldnsd { get; } = new();

    /// <summary>rbldnsd with zones like those of real lists.</summary>
    public BlacklistPeer Blacklists { get; } = new();

    /// <summary>unbound before them.</summary>
    public BlacklistResolverPeer BlacklistResolver { get; }

    /// <summary>Postfix with Dovecot.</summary>
    public PostfixPeer Postfix { get; } = new();

    /// <summary>Exim.</summary>
    public EximPeer Exim { get; } = new();

    /// <summary>OpenSMTPD.</summary>
    public OpenSmtpdPeer OpenSmtpd { get; } = new();

    /// <summary>Haraka.</summary>
    public HarakaPeer Haraka { get; } = new();

    /// <summary>The keys that peers of DKIM sign with and find.</summary>
    internal DkimPeerKeys DkimKeys { get; } = new();

    /// <summary>OpenDKIM's library.</summary>
    internal OpenDkimPeer OpenDkim { get; }

    /// <summary>dkimpy.</summary>
    internal DkimpyPeer Dkimpy { get; }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        PeerFixture[] peers = [Unbound, Bind, BindPrimary, Nsd, BlacklistResolver, Blacklists, Rbldnsd, Postfix, Exim, OpenSmtpd, Haraka, OpenDkim, Dkimpy];
        foreach (var peer in peers) await peer.DisposeAsync();
        DkimKeys.Dispose();
    }
}
