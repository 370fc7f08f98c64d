namespace SmtpAdmin.Dkim;

/// <summary>Hashes the body for several signatures in one reading.</summary>
internal static class DkimBodies
{
    /// <summary>Reads the body to its end.</summary>
    /// <returns>The body as each signature sees it; those with an error in their syntax are left out.</returns>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public static async Task<Dictionary<DkimSignatureField, DkimBody>> HashAsync(
        DkimMessageReader reader, IReadOnlyList<DkimSignatureField> signatures, CancellationToken cancellationToken)
    {
        var groups = signatures.Where(signature => signature.Problem is null).GroupBy(signature => (signature.BodyCanonicalization, signature.BodyLength)).ToList();
        var hasNul = false;
        var hashes = groups.ConvertAll(group => new DkimBodyHash(group.Key.BodyCanonicalization, group.Key.BodyLength));
        try
        {
            while (groups.Count > 0 && await reader.ReadBodyAsync(cancellationToken).ConfigureAwait(false) is { Length: > 0 } piece)
            {
                hasNul |= piece.Span.Contains((byte)0);
                foreach (var hash in hashes) hash.Append(piece.Span);
            }
            var bodies = new Dictionary<DkimSignatureField, DkimBody>();
            for (var at = 0; at < groups.Count; at++)
            {
                var digest = hashes[at].Finish();
                var body = new DkimBody(digest, hashes[at].TotalLength, hashes[at].HasBareReturn, hashes[at].HasBareLineFeed, hasNul);
                foreach (var signature in groups[at]) bodies.Add(signature, body);
            }
            return bodies;
        }
        finally
        {
            foreach (var hash in hashes) hash.Dispose();
        }
    }
}
