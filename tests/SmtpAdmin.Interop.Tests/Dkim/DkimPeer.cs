using System.Text;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>Another implementation of DKIM. It finds the common keys and what is published besides, and asks no DNS.</summary>
internal abstract class DkimPeer : PeerFixture, IDkimParty
{
    private readonly DkimPeerProgram _program;
    private readonly DkimPeerKeys _keys;
    private DkimPeerProcess? _process;

    private protected DkimPeer(DkimPeerProgram program, DkimPeerKeys keys) => (_program, _keys) = (program, keys);

    /// <inheritdoc/>
    public string Name => _program.Name;

    /// <inheritdoc/>
    public abstract IReadOnlyList<DkimDifference> Differences { get; }

    private protected DkimPeerProcess Process => _process ?? throw new InvalidOperationException("The test did not ask for the peer first.");

    /// <summary>Has it find a record.</summary>
    public Task PublishAsync(string name, string record, CancellationToken cancellationToken) => Process.PublishAsync(name, record, cancellationToken);

    /// <inheritdoc/>
    public async Task<byte[]> SignAsync(byte[] message, DkimPeerSigning signing, CancellationToken cancellationToken) =>
        [.. (await Process.RequestAsync(signing.Request, message, cancellationToken)).OrThrow("signed").Payload, .. message];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DkimPeerVerdict>> VerifyAsync(byte[] message, CancellationToken cancellationToken)
    {
        var reply = (await Process.RequestAsync(["verify"], message, cancellationToken)).OrThrow("verified");
        return [.. Encoding.Latin1.GetString(reply.Payload).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split('\t'))
            .Select(parts => new DkimPeerVerdict(parts[0], parts[1], parts[2] == "pass", parts[3]))];
    }

    private protected override Task<string?> WhyNotAsync(CancellationToken cancellationToken) => Task.FromResult(_program.WhyNot);

    private protected override async Task StartOnceAsync(CancellationToken cancellationToken)
    {
        _process = Keep(await _program.StartAsync(AppContext.BaseDirectory, cancellationToken));
        foreach (var key in (DkimPeerKey[])[_keys.Rsa, _keys.Ed25519]) await PublishAsync(key.Name, key.Record, cancellationToken);
    }
}
