using System.Security;
using System.Security.Cryptography;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>Makes keys: the private one in a file that its owner alone can read, and the record to publish. Nothing is published.</summary>
/// <param name="timeProvider">Tells when a key was made.</param>
/// <param name="resolver">Who is asked whether a selector is in use; null to ask nobody.</param>
public sealed class DkimKeyMaker(TimeProvider timeProvider, IDnsResolver? resolver)
{
    /// <summary>Looks whether a key can be made, and what its names would be. Nothing is made.</summary>
    /// <param name="request">What it is to be.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <returns>The plan; with refusals where what was asked for cannot be done.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DkimKeyPlan> PlanAsync(DkimKeyRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var plan = DkimKeyDrafting.Of(request);
        var folder = request.Folder is null ? null : Path.GetFullPath(request.Folder);
        var makesFolder = folder is not null && !Directory.Exists(folder);
        if (makesFolder && DkimKeyFile.FolderProblem(folder!) is { } missing) plan = plan with { Refusals = [.. plan.Refusals, new(DkimRefusalCode.MissingFolder, missing, folder!)] };
        if (plan.Refusals.Count > 0) return plan;

        var (selector, answer) = request.Selector is null
            ? await DkimSelectorChoice.FindAsync(plan.Domain, timeProvider.GetUtcNow(), folder, request.Avoid, resolver, cancellationToken).ConfigureAwait(false)
            : (plan.Selector, resolver is null ? null : await DkimKeyAnswer.AskAsync(resolver, DkimName.OfKey(plan.Selector, plan.Domain)!, cancellationToken).ConfigureAwait(false));
        if (selector is null) return Refused(plan, DkimRefusalCode.NoSelectorLeft, $"All selectors of this month are in use, from {DkimSelectorChoice.Of(timeProvider.GetUtcNow()).First()} on. Give one with -Selector.");
        if (DkimName.OfKey(selector, plan.Domain) is not { } name) return Refused(plan, DkimRefusalCode.BadDomain, $"'{PlainText.Excerpt(plan.Domain)}' is too long for a key: with the selector and '{DkimName.KeyLabel}' it is no name of the DNS any more.");

        plan = plan with { Selector = selector, RecordName = name.ToString(), MakesFolder = makesFolder, PrivateKeyPath = folder is null ? null : Path.Combine(folder, DkimKeyFile.NameOf(plan.Domain, selector)) };
        if (!request.Force && plan.PrivateKeyPath is { } path && AtomicFile.IsThere(path)) return Exists(plan, path);
        if (!request.Force && DkimSelectorChoice.IsTaken(answer))
            return Refused(plan, DkimRefusalCode.SelectorInUse, $"The DNS has {(answer!.Keys.Count > 0 ? "a key" : "an alias")} at {name} already, and a selector should not be used for a second key (RFC 6376 section 3.1). Give another with -Selector, or insist with -Force.");
        var odd = request.Config.Distinct().Select(software => DkimConfig.Problem(software, plan)).OfType<string>().Select(problem => new DkimRefusal(DkimRefusalCode.BadConfig, problem, plan.PrivateKeyPath ?? "")).ToList();
        return odd.Count > 0 ? plan with { Refusals = odd } : plan with { Findings = [.. DkimKeyFindings.Of(plan, answer)] };
    }

    /// <summary>Makes the key of a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="passphrase">Encrypts the private key; empty for one in the clear.</param>
    /// <param name="cancellationToken">Ends the work; then nothing is left.</param>
    /// <returns>The key; or, where a file came between, why there is none.</returns>
    /// <exception cref="ArgumentException">The plan has refusals.</exception>
    /// <exception cref="IOException">The file cannot be written: the disk is full, or the like. Nothing is left.</exception>
    /// <exception cref="UnauthorizedAccessException">The folder may not be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DkimKeyResult> MakeAsync(DkimKeyPlan plan, ReadOnlyMemory<char> passphrase, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Refusals.Count > 0) throw new ArgumentException(plan.Refusals[0].Message, nameof(plan));

        var (publicKey, pem) = await GenerateAsync(plan, passphrase, cancellationToken).ConfigureAwait(false);
        plan = await WriteAsync(plan, pem, cancellationToken).ConfigureAwait(false);
        if (plan.Refusals.Count > 0) return new DkimKeyResult { Refusals = plan.Refusals };

        var record = DkimKeyRecordText.Write(plan.Request.Algorithm, publicKey, plan.Request.Flags, plan.Request.Note);
        var key = new DkimNewKey
        {
            Domain = plan.Domain,
            Selector = plan.Selector,
            Algorithm = plan.Request.Algorithm,
            KeySize = plan.KeySize,
            RecordName = plan.RecordName,
            RecordValue = record,
            Strings = TxtText.Split(record),
            PrivateKeyPath = plan.PrivateKeyPath,
            PrivateKey = plan.PrivateKeyPath is null ? Secure(pem) : null,
            IsEncrypted = !passphrase.IsEmpty,
            PublicKey = Convert.ToBase64String(publicKey),
            Fingerprint = DkimFingerprint.Of(plan.Request.Algorithm, publicKey),
            CreatedAt = timeProvider.GetUtcNow(),
            Findings = Finding.WorstFirst([.. plan.Findings, .. DkimKeyFindings.OfRecord(plan, record), .. DkimKeyFindings.OfFile(plan, !passphrase.IsEmpty)]),
        };
        return new DkimKeyResult { Key = key with { Config = [.. plan.Request.Config.Distinct().SelectMany(software => DkimConfig.Of(software, key))] } };
    }

    /// <summary>Writes the private key. Where another run took the selector meanwhile, the next one will do, unless it was asked for by name.</summary>
    /// <returns>The plan as it was carried out, or with why it was not.</returns>
    private async Task<DkimKeyPlan> WriteAsync(DkimKeyPlan plan, string pem, CancellationToken cancellationToken)
    {
        var isChosen = plan.Request.Selector is null;
        for (var tries = 1; plan.PrivateKeyPath is { } path; tries++)
        {
            // A chosen selector is a free one, which is never a reason to overwrite.
            if (await DkimKeyFile.WriteAsync(path, pem, plan.Request.Force && !isChosen, plan.Request.KeyInUse, timeProvider, cancellationToken).ConfigureAwait(false)) break;
            if (!isChosen || tries == DkimSelectorChoice.Count) return Exists(plan, path);
            plan = await PlanAsync(plan.Request, cancellationToken).ConfigureAwait(false);
            if (plan.Refusals.Count > 0) break;
        }
        return plan;
    }

    /// <summary>
    /// Makes the key beside the caller, which may go on at once when it is cancelled: the base class library's search for primes takes up to
    /// seconds and has no end but its own. A key that nobody waits for any more is wiped, and never becomes text.
    /// </summary>
    private static Task<(byte[] PublicKey, string Pem)> GenerateAsync(DkimKeyPlan plan, ReadOnlyMemory<char> passphrase, CancellationToken cancellationToken)
    {
        var search = Task.Run(
            () =>
            {
                using var key = DkimSigningKey.Create(plan.Request.Algorithm, plan.KeySize);
                cancellationToken.ThrowIfCancellationRequested();
                return (key.PublicKeyData(), key.ToPem(passphrase.Span));
            },
            cancellationToken);
        return search.WaitAsync(cancellationToken);
    }

    private static SecureString Secure(string text)
    {
        var secure = new SecureString();
        foreach (var character in text) secure.AppendChar(character);
        secure.MakeReadOnly();
        return secure;
    }

    private static DkimKeyPlan Exists(DkimKeyPlan plan, string path) =>
        Refused(plan, DkimRefusalCode.KeyExists, $"'{PlainText.Excerpt(path, 260)}' is there already, and may be the only copy of a key that is in use. Give another -Selector or -Path, or insist with -Force.");

    private static DkimKeyPlan Refused(DkimKeyPlan plan, DkimRefusalCode code, string message) => plan with { Refusals = [new(code, message, plan.PrivateKeyPath ?? plan.RecordName)] };
}
