using System.Globalization;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Dkim;

/// <summary>One call of a rotation: from the state that is remembered to the step that is told.</summary>
internal sealed class DkimRotationRun(DkimRotationContext context)
{
    /// <summary>The record of a revoked key (RFC 6376 section 3.6.1).</summary>
    private const string RevokedRecord = $"v={DkimKeyRecord.VersionValue}; p=";

    /// <summary>Takes the next step, or looks what it would be.</summary>
    /// <param name="state">What is remembered; null for nothing.</param>
    /// <param name="cancellationToken">Ends the work; what is remembered stays true.</param>
    /// <exception cref="DkimRotationException">No step can be taken.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task<DkimRotationStep> RunAsync(DkimRotationState? state, CancellationToken cancellationToken)
    {
        if (state is null)
        {
            var current = await DkimCurrentSelector.FindAsync(context, cancellationToken).ConfigureAwait(false);
            RefuseClock(current);
            if (current is not null && NotDue(current) is { } idle) return idle;
            var inUse = current is null ? null : await DkimKeyKind.OfAsync(context, current, cancellationToken).ConfigureAwait(false);
            return await BeginAsync(null, current?.Selector, avoid: null, inUse, cancellationToken).ConfigureAwait(false);
        }
        RefuseOtherNames(state);
        return state.Stage == DkimRotationStage.None
            ? await MakeKeyAsync(state, DkimRotationStage.None, cancellationToken).ConfigureAwait(false)
            : await GoOnAsync(state, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Says that a key which this program did not put in use is not old enough; null when it is, or nobody can tell.</summary>
    private DkimRotationStep? NotDue(DkimCurrentSelector current)
    {
        if (context.Terms is not { MaxAge: { } age, Force: false } || current.MadeAt is not { } made || context.Now - made >= age) return null;
        return new DkimRotationStep
        {
            Domain = context.Domain,
            Status = DkimRotationStatus.Done,
            PreviousStage = DkimRotationStage.None,
            Stage = DkimRotationStage.None,
            Selector = current.Selector,
            PrivateKeyPath = current.KeyPath,
            NextStep = $"Nothing is due before {DkimRotationAdvice.Until(made + age)}, when the key is {DkimRotationAdvice.Days(age)} old.",
            NextCheckAfter = made + age,
            KeyCreatedAt = made,
            StatePath = context.StatePath,
        };
    }

    /// <param name="before">What is remembered of the rotation before, or of this one until its key was lost.</param>
    /// <param name="old">The selector in use; null for none.</param>
    /// <param name="avoid">Another selector that is not to be taken; null for none.</param>
    /// <param name="inUse">What is known of its key.</param>
    /// <param name="cancellationToken">Ends the look-ups.</param>
    private async Task<DkimRotationStep> BeginAsync(DkimRotationState? before, string? old, string? avoid, DkimKeyKind? inUse, CancellationToken cancellationToken)
    {
        var wanted = DkimRotationBeginning.KindOfNext(context, old, inUse);
        var plan = await DkimRotationBeginning.PlanAsync(context, wanted, old, avoid, cancellationToken).ConfigureAwait(false);
        // Who names the selector in use, and no configuration, has said what the signer uses.
        var stated = before is null ? context.SignerQuery is null ? old : null : before.StatedSelector;
        var intent = DkimRotationBeginning.Intent(context, plan, wanted, old, stated) with { OldAlgorithm = inUse?.Algorithm };
        if (context.Writes is { } writes) await writes.SaveAsync(intent, cancellationToken).ConfigureAwait(false);
        return await MakeKeyAsync(intent, before?.Stage ?? DkimRotationStage.None, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DkimRotationStep> MakeKeyAsync(DkimRotationState intent, DkimRotationStage before, CancellationToken cancellationToken)
    {
        var path = PlainText.Excerpt(intent.PrivateKeyPath, 260);
        // What the state says was perhaps written by another account than this one, which writes and deletes.
        if (Path.GetDirectoryName(intent.PrivateKeyPath) != Path.TrimEndingDirectorySeparator(context.Folder))
            throw new DkimRotationException(DkimRotationProblem.StateDamaged, $"The new key was to be made in '{path}', which is not in the folder '{PlainText.Excerpt(context.Folder, 260)}'. Give the folder with -Path, or take away the state file '{PlainText.Excerpt(context.StatePath, 260)}' to begin anew.");
        if (context.Writes is not { } writes)
        {
            return Step(intent, before) with
            {
                Status = DkimRotationStatus.ActionNeeded,
                Stage = before,
                WouldBecome = DkimRotationStage.Prepared,
                NextStep = AtomicFile.IsThere(intent.PrivateKeyPath) ? $"The private key '{path}' would be taken as the new one." : $"A key would be made in '{path}', and its record given here.",
            };
        }
        var (state, findings) = await DkimRotationBeginning.CompleteAsync(context, writes, intent, cancellationToken).ConfigureAwait(false);
        return Step(state, before) with
        {
            Status = DkimRotationStatus.ActionNeeded,
            Changed = true,
            Record = RecordOf(state),
            NextStep = $"Publish the record {state.RecordName}. Do not change the signer before every server has it.",
            Findings = [.. findings, .. new[] { DkimRotationFindings.KindChange(state) }.OfType<Finding>()],
        };
    }

    private async Task<DkimRotationStep> GoOnAsync(DkimRotationState before, CancellationToken cancellationToken)
    {
        var state = context.Request.SigningSelector is { } stated ? before with { StatedSelector = DkimName.Of(stated) } : before;
        var sight = await DkimRotationLook.OfAsync(context, state, cancellationToken).ConfigureAwait(false);
        var decision = DkimRotationRules.Decide(state, sight, context.Terms);
        if (decision.StartsAnew)
        {
            return state.IsOver
                ? await BeginAsync(state, old: state.Selector, avoid: state.OldSelector, DkimKeyKind.Of(state), cancellationToken).ConfigureAwait(false)
                : await BeginAsync(state, old: state.OldSelector, avoid: state.Selector, KindOfLost(state), cancellationToken).ConfigureAwait(false);
        }

        if (context.Writes is { } writes)
        {
            if (decision.ChangesConfig && await ChangeAsync(writes, sight, cancellationToken).ConfigureAwait(false) is { } failure)
            {
                sight = sight with { Use = sight.Use with { Change = null, ChangeProblem = failure } };
                decision = DkimRotationRules.Decide(state, sight, context.Terms);
            }
            if (decision.Next != before) await writes.SaveAsync(decision.Next, cancellationToken).ConfigureAwait(false);
        }
        return Tell(state, sight, decision, DkimRotationFindings.Of(state, decision, sight, context.Terms));
    }

    /// <returns>Why it was not changed, as a sentence; null when it was.</returns>
    private static async Task<string?> ChangeAsync(IDkimRotationWrites writes, DkimRotationSight sight, CancellationToken cancellationToken)
    {
        try
        {
            return await writes.ChangeAsync(sight.Use.Change!, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return PlainText.Excerpt(exception.Message, 300);
        }
    }

    private DkimRotationStep Tell(DkimRotationState before, DkimRotationSight sight, DkimRotationDecision decision, DkimRotationFindings findings)
    {
        var advice = DkimRotationAdvice.Of(decision, sight, context.Terms);
        var next = decision.Next;
        var isNews = next.Stage != before.Stage || (next.RevokedAt is not null && before.RevokedAt is null);
        var step = Step(context.Writes is null ? before : next, before.Stage) with
        {
            Status = findings.IsBroken ? DkimRotationStatus.Broken : findings.IsUnknown ? DkimRotationStatus.Unknown : advice.Status,
            Changed = isNews && context.Writes is not null,
            WouldBecome = context.Writes is null ? next.Stage : null,
            Record = RecordToPublish(decision, sight),
            Servers = sight.Publication.Servers,
            OldServers = sight.Old?.Servers ?? [],
            Signer = decision.ChangesConfig && context.Writes is not null ? Changed(sight.Use.View!, next) : sight.Use.View,
            NextStep = findings.First is { } first && !(decision.ChangesConfig && context.Writes is not null) ? $"{first.Message} {first.Remedy}{(findings.IsBroken ? "" : " The next call looks again; until then change nothing.")}" : advice.Text,
            NextCheckAfter = findings.IsBroken || findings.IsUnknown ? null : advice.After,
            Findings = findings.All,
        };
        return context.Writes is null && isNews ? step with { NextStep = Plan(sight, decision) } : step;
    }

    /// <summary>What a call that only looks would have done.</summary>
    private static string Plan(DkimRotationSight sight, DkimRotationDecision decision) => decision.ChangesConfig && sight.Use.View is { Line: { } line } view
        ? string.Create(CultureInfo.InvariantCulture, $"Line {line} of '{PlainText.Excerpt(view.Path, 260)}' would be changed to '{view.Replacement}'.")
        : $"The rotation would be noted as {decision.Next.Stage}{(decision.Next.RevokedAt is not null ? ", and over" : "")}.";

    private static TxtZoneRecord? RecordToPublish(DkimRotationDecision decision, DkimRotationSight sight)
    {
        var state = decision.Next;
        if (state.Stage == DkimRotationStage.Prepared || sight.Publication.IsMissing || sight.Publication.IsInTest) return RecordOf(state, sight.Publication);
        return decision.AdvisesRevocation ? new TxtZoneRecord(sight.Old!.OwnerOf(state.OldRecordName!), RevokedRecord) : null;
    }

    private static TxtZoneRecord RecordOf(DkimRotationState state, DkimPublication? publication = null) => new(publication?.OwnerOf(state.RecordName) ?? state.RecordName, state.Record);

    /// <summary>What the configuration says after it was changed.</summary>
    private static DkimSignerView Changed(DkimSignerView before, DkimRotationState state) => before with
    {
        Selectors = [.. before.Selectors.Select(selector => DkimName.Of(selector) == state.OldSelector ? state.Selector : selector).Distinct()],
        Line = null,
        Replacement = null,
    };

    /// <summary>What a key that takes the place of a lost one is to be like.</summary>
    private static DkimKeyKind? KindOfLost(DkimRotationState state) =>
        state.OldAlgorithm is { } old ? new(old, old == state.Algorithm && DkimKeyKind.Of(state) is { } lost ? lost.Size : 0) : DkimKeyKind.Of(state);

    private DkimRotationStep Step(DkimRotationState state, DkimRotationStage before) => new()
    {
        Domain = context.Domain,
        Status = DkimRotationStatus.Waiting,
        PreviousStage = before,
        Stage = state.Stage,
        Selector = state.Selector,
        OldSelector = state.OldSelector,
        PrivateKeyPath = state.PrivateKeyPath,
        NextStep = "",
        KeyCreatedAt = state.Stage == DkimRotationStage.None ? null : state.KeyCreatedAt,
        PublishedAt = state.PublishedAt,
        SigningAt = state.SigningAt,
        RetainUntil = state.OldSelector is not null && state.OldUnusedAt is { } since ? since + context.Terms.Retain : null,
        StatePath = context.StatePath,
    };

    /// <summary>A machine may start with a clock of long ago; in the first call no earlier one tells the time.</summary>
    private void RefuseClock(DkimCurrentSelector? current)
    {
        var slack = TimeSpan.FromDays(1);
        if (context.Terms.Force || current?.MadeAt is not { } made || context.Now >= made - slack) return;
        throw new DkimRotationException(DkimRotationProblem.ClockBehind, $"The clock says {DkimRotationAdvice.Time(context.Now)}, and the key in use is of {DkimRotationAdvice.Time(made)}. Set the clock; where it is right, -Force begins.");
    }

    private void RefuseOtherNames(DkimRotationState state)
    {
        var request = context.Request;
        if (!state.IsOver && request.Selector is { } selector && DkimName.Of(selector) != state.Selector)
            throw new DkimRotationException(DkimRotationProblem.WrongSelector, $"The rotation under way has the selector '{state.Selector}', not '{PlainText.Excerpt(selector)}'. Leave -Selector out.");
        if (request.SigningSelector is { } stated && DkimName.Of(stated) is var name && name != state.Selector && name != state.OldSelector)
            throw new DkimRotationException(DkimRotationProblem.WrongSelector, $"The signer cannot use '{PlainText.Excerpt(stated)}': the new selector is '{state.Selector}'{(state.OldSelector is { } old ? $", the old one '{old}'" : "")}. Give the one of them that signs with -SigningSelector.");
    }
}
