using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>Our signer and verifier; the keys are asked of a DNS server on loopback.</summary>
internal sealed class OwnDkim : IDkimParty, IAsyncDisposable
{
    private readonly LabDnsServer _server;
    private readonly DnsResolver _resolver;

    private OwnDkim(LabDnsServer server)
    {
        _server = server;
        _resolver = new DnsResolver(new DnsResolverOptions { Servers = [server.EndPoint] }, TimeProvider.System);
    }

    /// <inheritdoc/>
    public string Name => "SmtpAdmin";

    /// <inheritdoc/>
    public IReadOnlyList<DkimDifference> Differences => DkimDifferences.OfOurs;

    /// <summary>Publishes keys.</summary>
    public static OwnDkim Start(params IEnumerable<DkimPeerKey> keys)
    {
        var lines = keys.Select(key => $"{key.Name}. TXT {string.Join(' ', key.Record.Chunk(255).Select(part => $"\"{new string(part)}\""))}\n");
        return new OwnDkim(LabDnsServer.Start([LabZone.Parse(DkimPeerKey.Domain, $"$TTL 300\n{string.Concat(lines)}")]));
    }

    /// <inheritdoc/>
    public async Task<byte[]> SignAsync(byte[] message, DkimPeerSigning signing, CancellationToken cancellationToken)
    {
        using var key = DkimSigningKey.Read(await File.ReadAllTextAsync(signing.KeyPath, cancellationToken), "");
        var options = new DkimSigningOptions
        {
            Domain = signing.Domain,
            Selector = signing.Selector,
            Key = key,
            Identity = signing.Identity.Length == 0 ? null : signing.Identity,
            HeaderCanonicalization = Enum.Parse<DkimCanonicalization>(signing.Header, ignoreCase: true),
            BodyCanonicalization = Enum.Parse<DkimCanonicalization>(signing.Body, ignoreCase: true),
        };
        if (signing.Headers.Count > 0) options = options with { Headers = signing.Headers, OverSignedHeaders = signing.OverSigned };
        using var signed = new MemoryStream();
        try
        {
            await new DkimSigner(TimeProvider.System).WriteSignedAsync(new MemoryStream(message), [options], signed, cancellationToken);
            return signed.ToArray();
        }
        catch (DkimMessageException e)
        {
            throw new DkimPeerException(e.Message);
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DkimPeerVerdict>> VerifyAsync(byte[] message, CancellationToken cancellationToken)
    {
        var results = await new DkimVerifier(_resolver, TimeProvider.System).VerifyAsync(new MemoryStream(message), new DkimVerifyOptions(), cancellationToken);
        return [.. results.Select(result => new DkimPeerVerdict(result.Domain, result.Selector, result.Passed, $"{result.Status}: {result.Reason}"))];
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _resolver.DisposeAsync();
        await _server.DisposeAsync();
    }
}
