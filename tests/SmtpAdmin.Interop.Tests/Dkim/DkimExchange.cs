namespace SmtpAdmin.Interop.Tests.Dkim;

/// <summary>One party signs every message of the corpus in all four pairs of canonicalizations, another verifies.</summary>
internal static class DkimExchange
{
    private static readonly string[] Canonicalizations = ["relaxed", "simple"];

    // Every field of these that a message of the corpus has; a name that it lacks is no matter.
    private static readonly string[] Headers =
        ["From", "To", "Subject", "Date", "Message-ID", "Received", "References", "MIME-Version", "Content-Type", "Content-Transfer-Encoding", "Comments", "X-Blank", "X-None", "X-Tags"];

    private static readonly string[] OverSigned = ["From", "To", "Subject"];

    /// <summary>What does not go as the differences of both say: a signature that does not verify where none of them shows, or verifies where one does.</summary>
    public static async Task<IReadOnlyList<string>> SurprisesAsync(IDkimParty signer, IDkimParty verifier, DkimPeerKey key, CancellationToken cancellationToken)
    {
        var surprises = new List<string>();
        foreach (var name in DkimCorpus.Names)
        {
            var message = await DkimCorpus.ReadAsync(name, cancellationToken);
            foreach (var (header, body) in Canonicalizations.SelectMany(header => Canonicalizations.Select(body => (header, body))))
            {
                var signing = DkimPeerSigning.By(key) with { Header = header, Body = body, Headers = Headers, OverSigned = OverSigned };
                var problem = await ProblemAsync(signer, verifier, message, signing, cancellationToken);
                var known = signer.Differences.FirstOrDefault(difference => difference.Covers(name, header, body, signs: true))
                    ?? verifier.Differences.FirstOrDefault(difference => difference.Covers(name, header, body, signs: false));
                var pair = $"{name} {header}/{body} {key.Algorithm}: {signer.Name} signs, {verifier.Name} verifies";
                if (problem is not null && known is null) surprises.Add($"{pair}: {problem}");
                if (problem is null && known is not null) surprises.Add($"{pair} by now: {known.Section} is kept");
            }
        }
        return surprises;
    }

    /// <summary>Fails with all of them.</summary>
    public static void ShowNone(IReadOnlyList<string> surprises) => Assert.True(surprises.Count == 0, string.Join('\n', surprises));

    private static async Task<string?> ProblemAsync(IDkimParty signer, IDkimParty verifier, byte[] message, DkimPeerSigning signing, CancellationToken cancellationToken)
    {
        try
        {
            var verdicts = await verifier.VerifyAsync(await signer.SignAsync(message, signing, cancellationToken), cancellationToken);
            if (verdicts is not [var verdict]) return $"{verdicts.Count} signatures";
            if (verdict.Domain != signing.Domain || verdict.Selector != signing.Selector) return $"signature of {verdict.Selector}._domainkey.{verdict.Domain}";
            return verdict.Passes ? null : verdict.Reason;
        }
        catch (DkimPeerException e)
        {
            return e.Message;
        }
    }
}
