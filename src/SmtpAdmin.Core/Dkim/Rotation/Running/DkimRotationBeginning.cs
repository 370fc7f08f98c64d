namespace SmtpAdmin.Dkim;

/// <summary>
/// Begins a rotation. What is going to be made is remembered before it is made: a call that is killed in between is taken up by the next one,
/// which finds the key, or makes it under the same name.
/// </summary>
internal static class DkimRotationBeginning
{
    /// <summary>Of which kind the new key is to be, and how large.</summary>
    /// <param name="context">What the call works with.</param>
    /// <param name="old">The selector in use; null for none.</param>
    /// <param name="inUse">What is known of its key.</param>
    /// <exception cref="DkimRotationException">Nobody said, and what is in use is not known.</exception>
    public static (DkimKeyAlgorithm Algorithm, int? Size) KindOfNext(DkimRotationContext context, string? old, DkimKeyKind? inUse)
    {
        var algorithm = context.Request.Algorithm ?? inUse?.Algorithm ?? (old is null
            ? DkimKeyAlgorithm.Rsa
            : throw new DkimRotationException(DkimRotationProblem.UnknownAlgorithm, $"Of which kind the key of '{old}' is could not be found out: its private key cannot be read here, and the servers of {context.Domain} do not show it. Say with -Algorithm of which kind the new one is to be; the signer has to be set up for it."));
        return (algorithm, context.Request.KeySize ?? (algorithm == inUse?.Algorithm ? inUse.SizeOfNext : null));
    }

    /// <summary>Chooses the names of a new key.</summary>
    /// <param name="context">What the call works with.</param>
    /// <param name="wanted">What it is to be.</param>
    /// <param name="old">The selector in use; null for none.</param>
    /// <param name="avoid">Another selector that is not to be taken; null for none.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    /// <exception cref="DkimRotationException">No key can be made so.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<DkimKeyPlan> PlanAsync(DkimRotationContext context, (DkimKeyAlgorithm Algorithm, int? Size) wanted, string? old, string? avoid, CancellationToken cancellationToken)
    {
        string[] taken = [.. new[] { old, avoid }.OfType<string>()];
        var plan = await context.Maker.PlanAsync(Request(context, wanted) with { Avoid = taken }, cancellationToken).ConfigureAwait(false);
        if (plan.Refusals.Count > 0) throw Refused(plan.Refusals);
        if (plan.Selector == old) throw new DkimRotationException(DkimRotationProblem.WrongSelector, $"The selector '{plan.Selector}' is the one in use, and the new key needs another (RFC 6376 section 3.1). Leave -Selector out, or give another.");
        return plan;
    }

    /// <summary>What is remembered before the key is made.</summary>
    public static DkimRotationState Intent(DkimRotationContext context, DkimKeyPlan plan, (DkimKeyAlgorithm Algorithm, int? Size) wanted, string? old, string? stated) => new()
    {
        Domain = context.Domain,
        Selector = plan.Selector,
        PrivateKeyPath = plan.PrivateKeyPath!,
        Algorithm = wanted.Algorithm,
        KeySize = wanted.Size,
        OldSelector = old,
        StatedSelector = stated,
        SeenAt = context.Now,
    };

    /// <summary>Makes the key, or takes the one that a call before made.</summary>
    /// <returns>The state with the key; saved.</returns>
    /// <exception cref="DkimRotationException">The key cannot be made, or read back, or remembered.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static async Task<(DkimRotationState State, IReadOnlyList<Finding> Findings)> CompleteAsync(
        DkimRotationContext context, IDkimRotationWrites writes, DkimRotationState intent, CancellationToken cancellationToken)
    {
        DeleteAbandoned(intent.PrivateKeyPath);
        var (state, findings) = AtomicFile.IsThere(intent.PrivateKeyPath)
            ? (await TakeAsync(context, intent, cancellationToken).ConfigureAwait(false), [])
            : await MakeAsync(context, writes, intent, cancellationToken).ConfigureAwait(false);
        // The call that wrote the intent may have been killed long ago.
        if (context.Now is var now && now > state.SeenAt) state = state with { SeenAt = now };
        await writes.SaveAsync(state, cancellationToken).ConfigureAwait(false);
        return (state, findings);
    }

    /// <summary>A call that was killed may have left a key beside that nobody will use, or an empty file under its name.</summary>
    private static void DeleteAbandoned(string path)
    {
        try
        {
            AtomicFile.DeleteLeftovers(path);
            PrivateTarget.DeleteAbandoned(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unwritable(path, exception);
        }
    }

    private static DkimRotationException Unwritable(string path, Exception exception) =>
        new(DkimRotationProblem.KeyUnwritable, $"The new key '{PlainText.Excerpt(path, 260)}' cannot be written: {PlainText.Excerpt(exception.Message, 300)} The next call tries again.", exception);

    private static async Task<(DkimRotationState State, IReadOnlyList<Finding> Findings)> MakeAsync(
        DkimRotationContext context, IDkimRotationWrites writes, DkimRotationState intent, CancellationToken cancellationToken)
    {
        try
        {
            var request = Request(context, (intent.Algorithm, intent.KeySize)) with
            {
                Selector = intent.Selector,
                Folder = Path.GetDirectoryName(intent.PrivateKeyPath),
                KeyInUse = await KeyInUseAsync(context, intent, cancellationToken).ConfigureAwait(false),
            };
            var plan = await context.Maker.PlanAsync(request, cancellationToken).ConfigureAwait(false);
            if (plan.Refusals.Count > 0) throw Refused(plan.Refusals);
            var made = await writes.MakeKeyAsync(plan, cancellationToken).ConfigureAwait(false);
            if (made.Key is not { } key) throw Refused(made.Refusals);
            // A change of kind is told as such; where there is none, there is nothing to be said of the kind.
            IReadOnlyList<Finding> findings = [.. key.Findings.Where(finding => finding.Code != DkimKeyFindings.OneKindOnly)];
            return (Prepared(intent, key.Algorithm, key.PublicKey, key.RecordValue, key.CreatedAt), findings);
        }
        catch (Exception exception) when (exception is not DkimRotationException and (IOException or UnauthorizedAccessException))
        {
            throw Unwritable(intent.PrivateKeyPath, exception);
        }
    }

    /// <summary>The file that the signer reads now, as far as it is known; null where there is none.</summary>
    private static async Task<string?> KeyInUseAsync(DkimRotationContext context, DkimRotationState intent, CancellationToken cancellationToken)
    {
        if (intent.OldSelector is not { } old) return null;
        var named = context.SignerQuery is { } query ? (await DkimSignerFile.ReadAsync(query, cancellationToken).ConfigureAwait(false)).Entries : [];
        var path = named.FirstOrDefault(entry => DkimName.Of(entry.Selector) == old)?.KeyPath ?? Path.Combine(context.Folder, DkimKeyFile.NameOf(context.Domain, old));
        return Path.IsPathFullyQualified(path) && FileKinds.Of(path) == FileKind.Regular ? path : null;
    }

    private static async Task<DkimRotationState> TakeAsync(DkimRotationContext context, DkimRotationState intent, CancellationToken cancellationToken)
    {
        try
        {
            using var key = await DkimKeyFile.ReadAsync(intent.PrivateKeyPath, default, cancellationToken).ConfigureAwait(false);
            if (key.Algorithm != intent.Algorithm)
            {
                throw new DkimRotationException(
                    DkimRotationProblem.KeyUnwritable,
                    $"'{PlainText.Excerpt(intent.PrivateKeyPath, 260)}' holds a key of another kind ({key.Algorithm}) than the one that was to be made ({intent.Algorithm}): it may belong to another rotation, so leave it there. Take away the state file '{PlainText.Excerpt(context.StatePath, 260)}': the next call begins anew with another selector.");
            }
            var data = key.PublicKeyData();
            DateTimeOffset written = File.GetLastWriteTimeUtc(intent.PrivateKeyPath);
            var now = context.Now;
            var record = DkimKeyRecordText.Write(key.Algorithm, data, context.Request.Flags, context.Request.Note);
            return Prepared(intent, key.Algorithm, Convert.ToBase64String(data), record, written < now ? written : now);
        }
        catch (Exception exception) when (exception is DkimKeyException or IOException or UnauthorizedAccessException)
        {
            throw new DkimRotationException(
                DkimRotationProblem.KeyUnwritable,
                $"'{PlainText.Excerpt(intent.PrivateKeyPath, 260)}' is where the new key belongs, and cannot be used: {PlainText.Excerpt(exception.Message, 300)} Move it away: the next call makes a key there.",
                exception);
        }
    }

    private static DkimRotationState Prepared(DkimRotationState intent, DkimKeyAlgorithm algorithm, string publicKey, string record, DateTimeOffset createdAt) => intent with
    {
        Stage = DkimRotationStage.Prepared,
        Algorithm = algorithm,
        KeySize = null,
        PublicKey = publicKey,
        Record = record,
        KeyCreatedAt = createdAt.ToUniversalTime(),
    };

    private static DkimKeyRequest Request(DkimRotationContext context, (DkimKeyAlgorithm Algorithm, int? Size) wanted) => new()
    {
        Domain = context.Domain,
        Selector = context.Request.Selector,
        Algorithm = wanted.Algorithm,
        KeySize = wanted.Size,
        Flags = context.Request.Flags,
        Note = context.Request.Note,
        Folder = context.Folder,
        Force = context.Request.Force,
        // The maps of the others name no path, and what they do with it is not seen here.
        Config = context.Request.Config is DkimSoftware.OpenDkim or DkimSoftware.Haraka ? [context.Request.Config.Value] : [],
    };

    private static DkimRotationException Refused(IReadOnlyList<DkimRefusal> refusals) =>
        new(DkimRotationProblem.KeyRefused, string.Join(' ', refusals.Select(refusal => refusal.Message))) { Refusals = refusals };
}
