namespace SmtpAdmin.Dkim;

/// <summary>The signatures that messages are to have, as people ask for them: one for each private key.</summary>
public sealed record DkimSigningRequest
{
    /// <summary>The most names of header fields that are taken.</summary>
    public const int MaxHeaders = 100;

    /// <summary>The domains that sign: one for each key, or one for all.</summary>
    public IReadOnlyList<string> Domain { get; init; } = [];

    /// <summary>The selectors, one for each key.</summary>
    public IReadOnlyList<string> Selector { get; init; } = [];

    /// <summary>The files of the private keys.</summary>
    public IReadOnlyList<string> PrivateKeyPath { get; init; } = [];

    /// <summary>On whose behalf it is signed; null for the domain.</summary>
    public string? Identity { get; init; }

    /// <summary>How the header fields are canonicalized.</summary>
    public DkimCanonicalization HeaderCanonicalization { get; init; } = DkimCanonicalization.Relaxed;

    /// <summary>How the body is canonicalized.</summary>
    public DkimCanonicalization BodyCanonicalization { get; init; } = DkimCanonicalization.Relaxed;

    /// <summary>The header fields to sign besides From; null for the usual ones.</summary>
    public IReadOnlyList<string>? Header { get; init; }

    /// <summary>Those of which none may be added; null for the usual ones among those that are signed.</summary>
    public IReadOnlyList<string>? OverSignHeader { get; init; }

    /// <summary>When it is signed; null for the present time.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>How long it is to be accepted; null for ever.</summary>
    public TimeSpan? ExpireAfter { get; init; }

    /// <summary>Until when it is to be accepted; null for ever.</summary>
    public DateTimeOffset? Expiration { get; init; }

    /// <summary>Looks for what is wrong, before any file is touched.</summary>
    /// <param name="now">The present time.</param>
    /// <returns>All that is wrong; none where messages can be signed so.</returns>
    public IReadOnlyList<DkimSigningProblem> Check(DateTimeOffset now)
    {
        var problems = new List<DkimSigningProblem>();
        if (PrivateKeyPath.Count == 0) Add(DkimSigningProblemCode.KeyCount, "There is no private key to sign with. Give -PrivateKeyPath.", "");
        else if (Selector.Count != PrivateKeyPath.Count) Add(DkimSigningProblemCode.KeyCount, $"There are {PrivateKeyPath.Count} private keys and {Selector.Count} selectors. Give a selector for each key, in the same order.", "");
        else if (Domain.Count != 1 && Domain.Count != PrivateKeyPath.Count) Add(DkimSigningProblemCode.KeyCount, $"There are {PrivateKeyPath.Count} private keys and {Domain.Count} domains. Give one domain for all keys, or one for each.", "");
        var domains = new List<string>();
        foreach (var text in Domain)
        {
            if (DkimNameText.TryReadDomain(text, out var domain, out var problem)) domains.Add(domain);
            else Add(DkimSigningProblemCode.BadDomain, problem, text);
        }
        foreach (var text in Selector)
        {
            if (!DkimNameText.TryReadSelector(text, out _, out var problem)) Add(DkimSigningProblemCode.BadSelector, problem, text);
        }
        if (Identity is { } identity && domains.Select(domain => DkimIdentity.Problem(identity, domain)).OfType<string>().FirstOrDefault() is { } noIdentity) Add(DkimSigningProblemCode.BadIdentity, noIdentity, identity);
        foreach (var name in (Header ?? []).Concat(OverSignHeader ?? []))
        {
            if (DkimHeaderList.Problem(name) is { } problem) Add(DkimSigningProblemCode.BadHeader, $"{problem} Give names as Subject, without a colon.", name);
        }
        if (Header is { Count: > MaxHeaders } || OverSignHeader is { Count: > MaxHeaders }) Add(DkimSigningProblemCode.BadHeader, $"There are more than {MaxHeaders} names of header fields.", "");
        if (ExpireAfter is not null && Expiration is not null) Add(DkimSigningProblemCode.BadExpiration, "-ExpireAfter and -Expiration exclude each other. Give one.", "");
        else if (ExpireAfter < TimeSpan.FromSeconds(1)) Add(DkimSigningProblemCode.BadExpiration, $"A signature has to be accepted for a second at least, and {ExpireAfter} is less. A week is written 7.00:00:00.", $"{ExpireAfter}");
        else if (ExpireAfter > DateTimeOffset.MaxValue - (Timestamp ?? now)) Add(DkimSigningProblemCode.BadExpiration, "The signature would be accepted beyond the year 9999. Leave -ExpireAfter out for one without end.", $"{ExpireAfter}");
        else if (Expiration is { } until && until.ToUnixTimeSeconds() <= (Timestamp ?? now).ToUnixTimeSeconds()) Add(DkimSigningProblemCode.BadExpiration, "The signature would end before it begins: -Expiration has to be later than the time of signing.", $"{until:O}");
        if (Timestamp < DateTimeOffset.UnixEpoch) Add(DkimSigningProblemCode.BadExpiration, "-Timestamp is before the year 1970, from which signatures count their time.", $"{Timestamp:O}");
        return problems;

        void Add(DkimSigningProblemCode code, string message, string? subject) => problems.Add(new DkimSigningProblem(code, message, subject ?? ""));
    }

    /// <summary>Looks whether a signed message would replace one of the private keys, under whatever name.</summary>
    /// <param name="outFile">Where the signed message is to go.</param>
    /// <param name="cancellationToken">Ends the reading of files.</param>
    /// <returns>What is wrong; null for nothing.</returns>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<DkimSigningProblem?> CheckOutFileAsync(string outFile, CancellationToken cancellationToken) => DkimOutFile.CheckAsync(outFile, PrivateKeyPath, cancellationToken);

    /// <summary>Reads the private keys.</summary>
    /// <param name="passphrase">The passphrase of those that are encrypted; empty for none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What to sign with, to be disposed.</returns>
    /// <exception cref="DkimKeyException">A key cannot be used; the message names its file.</exception>
    /// <exception cref="IOException">A file is not there or cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">A file may not be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public Task<DkimSigningSet> ReadKeysAsync(ReadOnlyMemory<char> passphrase, CancellationToken cancellationToken) => DkimSigningSet.ReadAsync(this, passphrase, cancellationToken);
}
