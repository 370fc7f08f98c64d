using System.Globalization;

namespace SmtpAdmin.Dkim;

/// <summary>What is to be done next, and when it pays to look again.</summary>
/// <param name="Status">What the rotation waits for, where nothing is wrong.</param>
/// <param name="Text">What is to be done, in sentences.</param>
/// <param name="After">Before this time nothing can go on; null when it depends on what somebody does.</param>
internal sealed record DkimRotationAdvice(DkimRotationStatus Status, string Text, DateTimeOffset? After = null)
{
    /// <summary>Advises.</summary>
    /// <param name="decision">What was decided, and done.</param>
    /// <param name="sight">What was seen.</param>
    /// <param name="terms">What holds.</param>
    public static DkimRotationAdvice Of(DkimRotationDecision decision, DkimRotationSight sight, DkimRotationTerms terms) => decision.Next.Stage switch
    {
        DkimRotationStage.Prepared => Prepared(decision.Next, sight),
        DkimRotationStage.Published => DkimSwitchAdvice.Of(decision.Next, sight, terms),
        DkimRotationStage.Signing => Signing(decision, sight),
        DkimRotationStage.Retiring => Retiring(decision.Next, sight, terms),
        _ => Retired(decision, sight, terms),
    };

    /// <summary>What to do so that the signer can read the key, as a sentence without its stop.</summary>
    public static string Owner(DkimRotationSight sight) =>
        sight.Use.View is { Signer: var signer } && DkimConfig.Owner(signer, PlainText.Clean(sight.Key.Path)) is { Length: > 0 } words
            ? words
            : "Give it to the account that signs, and let that through its folder";

    /// <summary>A number of days, for people.</summary>
    public static string Days(TimeSpan time) => time.TotalDays == 1 ? "1 day" : string.Create(CultureInfo.InvariantCulture, $"{time.TotalDays:0} days");

    /// <summary>A time that is waited for, for people: as <see cref="Time"/>, and never too early.</summary>
    public static string Until(DateTimeOffset time) => Time(time.AddTicks(TimeSpan.TicksPerMinute - 1));

    /// <summary>A time, for people: in UTC, to the minute.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static DkimRotationAdvice Prepared(DkimRotationState state, DkimRotationSight sight) => sight.Publication is { IsSomewhere: true, IsWrongSomewhere: false }
        ? new(DkimRotationStatus.Waiting, $"Wait until every server publishes the record {sight.Publication.OwnerOf(state.RecordName)}. Do not change the signer before.")
        : new(DkimRotationStatus.ActionNeeded, $"Publish the record {sight.Publication.OwnerOf(state.RecordName)}. Do not change the signer before every server has it.");

    private static DkimRotationAdvice Signing(DkimRotationDecision decision, DkimRotationSight sight)
    {
        var state = decision.Next;
        if (decision.ChangesConfig && sight.Use.View is { Signer: var signer })
            return new(DkimRotationStatus.ActionNeeded, $"{DkimSwitchAdvice.Reload(signer)} Then look at a message that was sent: its DKIM-Signature has s={state.Selector}.");
        if (sight.Use is { IsOld: true, IsOldForOthers: true })
            return new(DkimRotationStatus.ActionNeeded, $"The line that names '{state.OldSelector}' counts for other domains too: it is to stay. When a message that is sent has s={state.Selector} in its DKIM-Signature, give -SigningSelector {state.Selector} in place of -Config, -ConfigPath and -UpdateConfig, until this rotation is over.");
        if (sight.Use.IsOld)
            return new(DkimRotationStatus.ActionNeeded, $"The signer uses both selectors. Take '{state.OldSelector}' out of its configuration when the new one is seen to work.");
        if (NotTold(sight) is { } tell) return tell;
        // Who changed the line, and whether the signer was reloaded since, is not known: a call of this program may have been killed behind the change.
        if (state.SigningAt == sight.Now && sight.Use.View is { Signer: var reader and not DkimSoftware.Exim })
            return new(DkimRotationStatus.ActionNeeded, $"{DkimSwitchAdvice.Reload(reader)} Where that was done since the change, see that a message that is sent has s={state.Selector} in its DKIM-Signature.");
        return new(DkimRotationStatus.Waiting, $"See that a message that is sent has s={state.Selector} in its DKIM-Signature. The next call goes on.");
    }

    private static DkimRotationAdvice Retiring(DkimRotationState state, DkimRotationSight sight, DkimRotationTerms terms)
    {
        if (NotTold(sight) is { } tell) return tell;
        var until = state.OldUnusedAt + terms.Retain;
        return new(DkimRotationStatus.Waiting, $"Keep the record {state.OldRecordName} until {Until(until!.Value)}: mail that was signed with its key may still be under way. See once more that a message that is sent has s={state.Selector}: a signer that was not reloaded signs with the old key still.", until);
    }

    private static DkimRotationAdvice Retired(DkimRotationDecision decision, DkimRotationSight sight, DkimRotationTerms terms)
    {
        var state = decision.Next;
        if (state.RevokedAt is null)
        {
            if (NotTold(sight) is { } tell) return tell;
            var until = state.OldUnusedAt + terms.Retain;
            if (sight.Now < until) return Retiring(state, sight, terms);
            return decision.AdvisesRevocation
                ? new(DkimRotationStatus.ActionNeeded, $"In place of the record at {sight.Old!.OwnerOf(state.OldRecordName!)}, publish the one that is given here: its empty p= revokes the old key. See before that the signer was reloaded by {Time(sight.Now - terms.Retain)}: what it signed with the old key since then may still be under way.")
                : new(DkimRotationStatus.Waiting, $"Keep the record {state.OldRecordName} as it is until nothing is wrong with the new key.");
        }
        var old = state.OldSelector is { } selector ? $" The private key of '{selector}' is of no use any more: delete it." : "";
        if (terms.MaxAge is not { } age) return new(DkimRotationStatus.Done, $"Nothing is due. -Force begins the next rotation, or -MaxAge by the age of the key.{old}");
        var due = state.KeyCreatedAt + age;
        return new(DkimRotationStatus.Done, $"Nothing is due before {Until(due)}, when the key is {Days(age)} old.{old}", due);
    }

    /// <summary>Nobody told this call what the signer uses.</summary>
    private static DkimRotationAdvice? NotTold(DkimRotationSight sight) => sight.Use is { IsKnown: false, IsUnreadable: false }
        ? new(DkimRotationStatus.ActionNeeded, "Name the signer's configuration with -Config and -ConfigPath, as before: without it nobody knows which key signs.")
        : null;
}
