namespace SmtpAdmin.Dkim;

/// <summary>What messages are signed with: the private keys of a request, read. Disposing it disposes them.</summary>
public sealed class DkimSigningSet : IDisposable
{
    private readonly List<DkimSigningOptions> _signatures = [];

    private DkimSigningSet()
    {
    }

    /// <summary>The signatures to make.</summary>
    public IReadOnlyList<DkimSigningOptions> Signatures => _signatures;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var signature in _signatures) signature.Key.Dispose();
    }

    internal static async Task<DkimSigningSet> ReadAsync(DkimSigningRequest request, ReadOnlyMemory<char> passphrase, CancellationToken cancellationToken)
    {
        var set = new DkimSigningSet();
        try
        {
            for (var at = 0; at < request.PrivateKeyPath.Count; at++)
            {
                var key = await ReadKeyAsync(request.PrivateKeyPath[at], passphrase, cancellationToken).ConfigureAwait(false);
                set._signatures.Add(Options(request, request.Domain[request.Domain.Count == 1 ? 0 : at], request.Selector[at], key));
            }
            return set;
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }

    private static async Task<DkimSigningKey> ReadKeyAsync(string path, ReadOnlyMemory<char> passphrase, CancellationToken cancellationToken)
    {
        try
        {
            return await DkimKeyFile.ReadAsync(path, passphrase, cancellationToken).ConfigureAwait(false);
        }
        catch (DkimKeyException exception)
        {
            throw new DkimKeyException($"The key in '{PlainText.Excerpt(path, 260)}' cannot be used. {exception.Message}", exception) { Fault = exception.Fault };
        }
    }

    private static DkimSigningOptions Options(DkimSigningRequest request, string domain, string selector, DkimSigningKey key)
    {
        IReadOnlyList<string> headers = request.Header is null ? DkimHeaderNames.Signed : [.. request.Header.Prepend("From").Distinct(StringComparer.OrdinalIgnoreCase)];
        return new DkimSigningOptions
        {
            Domain = domain.Trim(),
            Selector = selector.Trim(),
            Key = key,
            Identity = request.Identity,
            HeaderCanonicalization = request.HeaderCanonicalization,
            BodyCanonicalization = request.BodyCanonicalization,
            Headers = headers,
            OverSignedHeaders = request.OverSignHeader ?? [.. DkimHeaderNames.OverSigned.Where(name => headers.Contains(name, StringComparer.OrdinalIgnoreCase))],
            Timestamp = request.Timestamp,
            Lifetime = request.ExpireAfter,
            Expiration = request.Expiration,
        };
    }
}
