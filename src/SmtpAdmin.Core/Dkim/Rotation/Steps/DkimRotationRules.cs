namespace SmtpAdmin.Dkim;

/// <summary>
/// How a rotation goes on: at most one stage a call. Two promises are kept here whatever else happens. The configuration is changed only
/// while every authoritative server was just seen to publish the key, and no resolver can still keep that it was not there. The old record is
/// called obsolete only while the signer was just seen to use the new key alone, and has done so for as long as is asked for.
/// </summary>
internal static class DkimRotationRules
{
    /// <summary>How long resolvers may keep that a name is not there, where its zone does not tell: what RFC 2308 section 5 calls a workable limit.</summary>
    public static readonly TimeSpan DefaultCacheTime = TimeSpan.FromHours(3);

    /// <summary>The longest that resolvers keep anything, in seconds: a week.</summary>
    public const long MaxCacheSeconds = 7 * 24 * 3600;

    /// <summary>Decides.</summary>
    /// <param name="state">What is remembered; its key is made.</param>
    /// <param name="sight">What was seen.</param>
    /// <param name="terms">What holds.</param>
    public static DkimRotationDecision Decide(DkimRotationState state, DkimRotationSight sight, DkimRotationTerms terms)
    {
        var isBehind = sight.Now < state.SeenAt;
        if (isBehind && terms.Force) (state, isBehind) = (Anew(state, sight.Now), false);
        if (!isBehind) state = state with { SeenAt = sight.Now };
        var seen = WithPublication(state, sight, isBehind);
        if (terms.Force) seen = seen with { WentBackAt = null };
        var decision = seen.Stage switch
        {
            DkimRotationStage.Prepared => Prepared(seen, sight, terms),
            DkimRotationStage.Published => Published(seen, sight, terms),
            _ when sight.Use is { IsOld: true, IsNew: false } => WentBack(seen, sight),
            DkimRotationStage.Signing => Signing(seen, sight),
            DkimRotationStage.Retiring => Retiring(seen, sight, terms),
            _ => Retired(seen, sight, terms),
        };
        return isBehind ? WithoutTime(seen, decision) : decision;
    }

    /// <summary>Lets all that waits begin its wait now.</summary>
    private static DkimRotationState Anew(DkimRotationState state, DateTimeOffset now) => state with
    {
        KeyCreatedAt = state.KeyCreatedAt > now ? now : state.KeyCreatedAt,
        PublishedAt = Least(state.PublishedAt, now),
        SigningAt = Least(state.SigningAt, now),
        OldUnusedAt = Least(state.OldUnusedAt, now),
        RevokedAt = Least(state.RevokedAt, now),
        WentBackAt = Least(state.WentBackAt, now),
    };

    /// <summary>
    /// While the clock is behind, a stage may fall back, but nothing goes on and no wait begins: of a machine that starts with a clock of long ago,
    /// all waits would seem to be over as soon as the clock is set.
    /// </summary>
    private static DkimRotationDecision WithoutTime(DkimRotationState seen, DkimRotationDecision decision)
    {
        var next = decision.Next;
        var isForward = next.Stage > seen.Stage || decision.StartsAnew || (next.RevokedAt is not null && seen.RevokedAt is null);
        return new(isForward ? seen : next with { OldUnusedAt = next.OldUnusedAt is null ? null : seen.OldUnusedAt }) { ClockIsBehind = true };
    }

    private static DkimRotationDecision Prepared(DkimRotationState state, DkimRotationSight sight, DkimRotationTerms terms)
    {
        if (IsLost(sight, terms)) return new(state) { StartsAnew = true };
        return new(sight.Publication.IsEverywhere && sight.HasKey ? state with { Stage = DkimRotationStage.Published } : state);
    }

    private static DkimRotationDecision Published(DkimRotationState state, DkimRotationSight sight, DkimRotationTerms terms)
    {
        if (IsLost(sight, terms)) return new(state) { StartsAnew = true };
        if (sight.Publication.IsMissing) return new(state with { Stage = DkimRotationStage.Prepared });
        if (!sight.Publication.IsEverywhere || !sight.HasKey) return new(state);

        var signing = state with { Stage = DkimRotationStage.Signing, SigningAt = sight.Now };
        if (sight.Use is { IsNew: true, HasWrongKey: false }) return new((sight.Use.IsOld ? signing : signing with { OldUnusedAt = sight.Now }) with { WentBackAt = null });
        // What is changed by this program is seen in the next call, and only then does the time of the old record run.
        return terms.UpdateConfig && sight.Use.Change is not null && sight.Key.Status == DkimKeyFileStatus.Paired && sight.Now >= state.UsableFrom && Hold(state, sight, terms) is null
            ? new(signing with { WentBackAt = null }) { ChangesConfig = true }
            : new(state);
    }

    /// <summary>Why the signer is not to be pointed to the new key by this program though it could be, as sentences; null when nothing speaks against it.</summary>
    public static string? Hold(DkimRotationState state, DkimRotationSight sight, DkimRotationTerms terms)
    {
        if (sight.Publication.IsInTest)
            return "The record is published in test mode (t=y): receivers would treat the mail as unsigned. Publish it as it is given here, and wait until a later call says to go on.";
        if (state.ChangesKind && sight.Use.View is { Signer: DkimSoftware.OpenDkim })
            return $"The new key is of another kind than the one in use ({state.Algorithm}, and {state.OldAlgorithm}), and OpenDKIM signs with one kind: its SignatureAlgorithm has to change with the line, both at the same reload. -UpdateConfig does not do that.";
        return state.WentBackAt is { } at && !terms.Force && sight.Old is not { IsWithdrawn: true } // a key that no receiver sees any more is no place to stay
            ? $"The signer was pointed back to the old selector, as was seen at {DkimRotationAdvice.Time(at)}, and is left there. When whatever spoke against the new key is mended, point it to the new one again{(terms.UpdateConfig ? ", or let -Force do so" : "")}."
            : null;
    }

    private static DkimRotationDecision Signing(DkimRotationState state, DkimRotationSight sight)
    {
        if (!sight.Use.IsNew) return new(state);
        if (sight.Use.IsOld) return new(state with { OldUnusedAt = null });
        state = state with { OldUnusedAt = state.OldUnusedAt ?? sight.Now };
        if (!IsSound(sight)) return new(state);
        return new(state.OldSelector is null
            ? state with { Stage = DkimRotationStage.Retired, RevokedAt = sight.Now }
            : state with { Stage = DkimRotationStage.Retiring });
    }

    private static DkimRotationDecision Retiring(DkimRotationState state, DkimRotationSight sight, DkimRotationTerms terms)
    {
        if (sight.Use is { IsNew: true, IsOld: true }) return new(state with { Stage = DkimRotationStage.Signing, OldUnusedAt = null });
        if (!UsesNewAlone(sight) || !IsSound(sight) || !IsKeptLongEnough(state, sight, terms)) return new(state);
        return new(state with { Stage = DkimRotationStage.Retired }) { AdvisesRevocation = state.RevokedAt is null && sight.Old is not { IsWithdrawn: true } };
    }

    private static DkimRotationDecision Retired(DkimRotationState state, DkimRotationSight sight, DkimRotationTerms terms)
    {
        if (sight.Use is { IsNew: true, IsOld: true }) return new(state with { Stage = DkimRotationStage.Signing, OldUnusedAt = null, RevokedAt = null });
        if (state.RevokedAt is null)
        {
            if (!UsesNewAlone(sight) || !IsSound(sight) || !IsKeptLongEnough(state, sight, terms)) return new(state);
            return sight.Old is { IsWithdrawn: true } ? new(state with { RevokedAt = sight.Now }) : new(state) { AdvisesRevocation = true };
        }
        return new(state) { StartsAnew = IsDue(state, sight.Now, terms) && !sight.Use.IsUnreadable && (sight.Use.IsNew || !sight.Use.IsKnown) };
    }

    /// <summary>The signer uses the old key again: its record is needed, and the new key waits for its turn.</summary>
    private static DkimRotationDecision WentBack(DkimRotationState state, DkimRotationSight sight) => new(state with
    {
        WentBackAt = sight.Now,
        Stage = state.PublishedAt is null ? DkimRotationStage.Prepared : DkimRotationStage.Published,
        SigningAt = null,
        OldUnusedAt = null,
        RevokedAt = sight.Old is { IsWithdrawn: true } ? state.RevokedAt : null,
    });

    /// <summary>A new rotation is due.</summary>
    public static bool IsDue(DkimRotationState state, DateTimeOffset now, DkimRotationTerms terms) =>
        terms.Force || (terms.MaxAge is { } age && now - state.KeyCreatedAt >= age);

    /// <summary>Nothing is known that speaks against the new key.</summary>
    private static bool IsSound(DkimRotationSight sight) => sight is { HasKey: true, Publication.IsEverywhere: true, Use.HasWrongKey: false };

    private static bool UsesNewAlone(DkimRotationSight sight) => sight.Use is { IsNew: true, IsOld: false };

    private static bool IsKeptLongEnough(DkimRotationState state, DkimRotationSight sight, DkimRotationTerms terms) =>
        state.OldUnusedAt is { } since && sight.Now - since >= terms.Retain;

    /// <summary>The new key is gone for good, was never used, and somebody says to make another.</summary>
    private static bool IsLost(DkimRotationSight sight, DkimRotationTerms terms) =>
        terms.Force && sight is { Key.Status: DkimKeyFileStatus.Missing or DkimKeyFileStatus.Other, Use.IsNew: false };

    /// <summary>Notes since when the key is published, and what resolvers may keep of the time before; in every stage, because the signer may go back to the old key.</summary>
    private static DkimRotationState WithPublication(DkimRotationState state, DkimRotationSight sight, bool isBehind)
    {
        var publication = sight.Publication;
        var time = publication.CacheTime;
        if (!publication.IsCacheTimeSure && publication.IsEverywhere && time < DefaultCacheTime) time = DefaultCacheTime;
        var most = TimeSpan.FromSeconds(MaxCacheSeconds);
        if (time > most) time = most;
        if (time > state.CacheTime) state = state with { CacheTime = time };
        if (publication.IsMissing) return state with { PublishedAt = null };
        // A record in test mode is waited out as any other that is not right.
        return publication.IsEverywhere && !isBehind ? state with { PublishedAt = publication.IsInTest ? sight.Now : state.PublishedAt ?? sight.Now } : state;
    }

    private static DateTimeOffset? Least(DateTimeOffset? time, DateTimeOffset now) => time > now ? now : time;
}
