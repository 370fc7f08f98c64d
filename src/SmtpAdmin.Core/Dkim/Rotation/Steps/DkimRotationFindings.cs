namespace SmtpAdmin.Dkim;

/// <summary>What is wrong with a rotation, or worth knowing.</summary>
internal sealed class DkimRotationFindings
{
    private const int ShortestRetention = 5; // days: how long senders keep trying, RFC 5321 section 4.5.4.1

    private readonly List<Finding> _findings = [];
    private readonly List<Finding> _breaks = [];
    private readonly List<Finding> _unknowns = [];

    /// <summary>All, in the order in which they were added.</summary>
    public IReadOnlyList<Finding> All => _findings;

    /// <summary>Something is wrong that costs signatures.</summary>
    public bool IsBroken => _breaks.Count > 0;

    /// <summary>Something that had to be known could not be found out.</summary>
    public bool IsUnknown => _unknowns.Count > 0;

    /// <summary>The first that is wrong, or else the first that is not known; null when all is well.</summary>
    public Finding? First => _breaks.Concat(_unknowns).FirstOrDefault();

    /// <summary>Collects.</summary>
    /// <param name="before">What was remembered.</param>
    /// <param name="decision">What was decided.</param>
    /// <param name="sight">What was seen.</param>
    /// <param name="terms">What holds.</param>
    public static DkimRotationFindings Of(DkimRotationState before, DkimRotationDecision decision, DkimRotationSight sight, DkimRotationTerms terms)
    {
        var findings = new DkimRotationFindings();
        if (decision.ClockIsBehind)
            findings.AddUnknown("DKIM-CLOCK-BEHIND", $"The clock says {DkimRotationAdvice.Time(sight.Now)}, and an earlier call saw a later time. Nothing goes on until it is past that.", "Set the clock. Where it was wrong in the earlier call and is right now, -Force lets what waits begin its wait anew.");
        if (terms.Retain < TimeSpan.FromDays(ShortestRetention) && !decision.Next.IsOver)
            findings.Warn("DKIM-RETAIN-SHORT", $"The old record is kept for {DkimRotationAdvice.Days(terms.Retain)}, and mail waits in queues for up to {ShortestRetention}.", "Give -RetainDays 7 or more.", "RFC 5321 section 4.5.4.1");
        if (decision.Next.Stage < DkimRotationStage.Signing && KindChange(decision.Next) is { } change) findings._findings.Add(change);
        findings.AddKey(before, sight);
        findings.AddPublication(before, decision.Next, sight);
        findings.AddSigner(before, decision.Next, sight);
        findings.AddHold(decision.Next, sight, terms);
        findings.AddOld(decision.Next, sight, terms);
        return findings;
    }

    /// <summary>That the new key is of another kind, which the signer may have to be set up for; null when it is not.</summary>
    public static Finding? KindChange(DkimRotationState state) => !state.ChangesKind ? null : new(
        FindingSeverity.Warning,
        "DKIM-ALGORITHM-CHANGES",
        $"The new key is of another kind than the one in use: {state.Algorithm}, and {state.OldAlgorithm}.",
        "See that the signer takes its kind from the key, or change that with the selector (OpenDKIM: SignatureAlgorithm). Without -Algorithm the kind stays.");

    private void AddUnknown(string code, string message, string remedy) => _unknowns.Add(Add(FindingSeverity.Error, code, message, remedy));

    private void AddKey(DkimRotationState before, DkimRotationSight sight)
    {
        if (sight.IsForRootAlone)
            Warn("DKIM-KEY-ACCESS", $"The key '{PlainText.Excerpt(sight.Key.Path, 260)}' can be read by root alone, and most signers run as another account.", $"{DkimRotationAdvice.Owner(sight)}.");
        if (sight.HasKey) return;
        var path = PlainText.Excerpt(sight.Key.Path, 260);
        switch (sight.Key.Status)
        {
            case DkimKeyFileStatus.Unreadable:
                AddUnknown("DKIM-KEY-UNREADABLE", $"The new private key '{path}' cannot be read: {sight.Key.Detail}", "Let the account that runs this read it.");
                break;
            case DkimKeyFileStatus.Missing:
                Break("DKIM-KEY-MISSING", $"The new private key '{path}' is not there.", sight.Use.IsNew ? $"Restore it from a backup{(MayGoBack(before, sight) ? $", or point the signer back to the old selector '{before.OldSelector}'" : "")}." : "Restore it from a backup. If there is none, -Force makes another key with another selector.");
                break;
            default:
                Break("DKIM-KEY-OTHER", $"'{path}' is not the private key of the record. {sight.Key.Detail}".TrimEnd(), sight.Use.IsNew ? $"Restore the right one from a backup{(MayGoBack(before, sight) ? $", or point the signer back to the old selector '{before.OldSelector}'" : "")}." : "Restore the right one from a backup. If there is none, -Force makes another key with another selector.");
                break;
        }
    }

    private void AddPublication(DkimRotationState before, DkimRotationState next, DkimRotationSight sight)
    {
        var publication = sight.Publication;
        var name = next.RecordName;
        if (publication.IsMissing && before.Stage >= DkimRotationStage.Published)
            Break("DKIM-RECORD-VANISHED", $"The record {name} was published everywhere, and is so no more: {Sample(publication, IsWrong)}.", "Publish it again at once, on every server.");
        else if (Sample(publication, server => server.Status is DkimServerStatus.Different or DkimServerStatus.Several or DkimServerStatus.Faulty or DkimServerStatus.Revoked) is { Length: > 0 } wrong)
            Warn("DKIM-RECORD-WRONG", $"There is something else than the new key at {name}: {wrong}.", "Publish exactly the record that is given here, and no other beside it.", "RFC 6376 section 3.6.2.2");
        if (publication.IsUnknown)
            Doubt("DKIM-RECORD-UNKNOWN", $"Not every authoritative server told what it publishes at {name}: {Told(publication)}", publication.Servers.Count == 0 ? $"See whether '{next.Domain}' is written right, and its zone delegated to servers that can be found from here." : "See whether those servers answer from here, by UDP and TCP. Where they never can, name those that do with -NameServer.");
        if (publication.Servers.FirstOrDefault(server => server is { Status: DkimServerStatus.Published, Detail.Length: > 0 }) is { } inTest)
            Warn("DKIM-RECORD-TEST-MODE", $"The record {name} is {inTest.Detail}.", "Publish it without t=y when the test is over.", "RFC 6376 section 3.6.1");
        if (publication.Servers.Any(server => server.Status == DkimServerStatus.NotReached))
            Note("DKIM-IPV6-NOT-REACHED", "No server was reached over IPv6 from here: those with IPv4 as well were asked by that alone.");
        if (publication.Servers.Any(server => server.Host.Length == 0))
            Note("DKIM-SERVERS-GIVEN", "The servers that were named were asked in place of those that the zone names. That every server publishes the record holds for them alone.");
    }

    private void AddSigner(DkimRotationState before, DkimRotationState next, DkimRotationSight sight)
    {
        var use = sight.Use;
        if (use is { IsUnreadable: true, View: { } view })
            AddUnknown("DKIM-CONFIG-UNREADABLE", $"The signer's configuration '{PlainText.Excerpt(view.Path, 260)}' cannot be read: {view.Problem}", "Let the account that runs this read it, or name the right file with -ConfigPath.");
        if (!use.IsKnown) return;
        if (use.IsNew && sight.Publication.IsMissing)
            Break("DKIM-SIGNING-UNPUBLISHED", $"The signer is pointed to the selector '{next.Selector}', whose key is not published everywhere: the signatures of its mail fail.", MayGoBack(before, sight) ? $"Point the signer back to '{next.OldSelector}' until the record is there, or publish it at once." : "Publish the record at once.");
        else if (use.IsNew && before.Stage <= DkimRotationStage.Published && (next.UsableFrom is not { } from || sight.Now < from))
            Warn("DKIM-SIGNING-EARLY", $"The signer is pointed to the selector '{next.Selector}' before resolvers have forgotten that it was not there: some signatures fail until they have.", "Leave it so; it passes by itself.");
        if (use is { IsNew: true, HasWrongKey: true, NewKey: { } key })
            Break("DKIM-SIGNER-KEY", $"The signer has '{PlainText.Excerpt(key.Path, 260)}' for the selector '{next.Selector}', {(key.Status == DkimKeyFileStatus.Missing ? "and that is not there" : "and that is not the key of the record")}.", use.View is { Signer: DkimSoftware.Haraka } ? $"While Haraka is stopped, put a copy of '{PlainText.Excerpt(next.PrivateKeyPath, 260)}' in its place." : $"Point it to '{PlainText.Excerpt(next.PrivateKeyPath, 260)}'.");
        else if (use is { IsNew: true, NewKey: null, View: not null })
            Note("DKIM-SIGNER-KEY-UNSEEN", "The signer's configuration does not show which file it takes the new key from.", $"See that it is '{PlainText.Excerpt(next.PrivateKeyPath, 260)}'{(use.View.Signer is DkimSoftware.Exim or DkimSoftware.Rspamd ? "; with -KeyPathTemplate that is looked at in each call" : "")}.");
        if (use.AccessProblem is { } access) Warn("DKIM-KEY-ACCESS", access.Message, access.Remedy);
        if (next is { WentBackAt: not null, Stage: < DkimRotationStage.Signing } && use is { IsOld: true, IsNew: false })
            Warn("DKIM-SIGNER-WENT-BACK", $"The signer was pointed back to the old selector '{next.OldSelector}'.", $"Point it to the new one when whatever spoke against it is mended.{(sight.IsOldGone ? "" : " The old record has to stay until then.")}");
        if (use.Others.Count > 0 && !use.IsNew && !use.IsOld)
            Break("DKIM-SIGNER-OTHER", $"The signer is pointed to '{use.Others[0]}', which is neither the new selector nor the old one.", "See who changed it. Where that is another key of the domain, with a rotation of its own, give each a file of its own with -StatePath. This rotation does not go on while the signer uses another key.");
        else if (!use.Signs && next.OldSelector is not null)
            Break("DKIM-SIGNER-NONE", "The signer's configuration names no selector for the domain: its mail is not signed.", "Put its line back, or name the right file with -ConfigPath.");
    }

    private void AddHold(DkimRotationState next, DkimRotationSight sight, DkimRotationTerms terms)
    {
        if (!terms.UpdateConfig || next.Stage is not (DkimRotationStage.Prepared or DkimRotationStage.Published) || sight.Use is not { IsOld: true, IsNew: false, View: { } view }) return;
        var hold = sight.Use.ChangeProblem.Length > 0 ? sight.Use.ChangeProblem : DkimRotationRules.Hold(next, sight, terms);
        if (hold is not null)
            Warn("DKIM-CONFIG-UNCHANGED", $"'{PlainText.Excerpt(view.Path, 260)}' {(next.Stage == DkimRotationStage.Published ? "is" : "would be")} left as it is, though -UpdateConfig is given: {hold}", "Mend that, or change the file by hand when the rotation says so.");
    }

    private void AddOld(DkimRotationState next, DkimRotationSight sight, DkimRotationTerms terms)
    {
        if (sight.Old is not { } publication || next.OldSelector is not { } old) return;
        var name = next.OldRecordName;
        var isKept = next.Stage < DkimRotationStage.Retired || (next is { RevokedAt: null, OldUnusedAt: { } since } && sight.Now < since + terms.Retain);
        var uses = sight.Use.IsOld || (next.Stage <= DkimRotationStage.Published && !sight.Use.IsNew);
        if (publication.Servers.FirstOrDefault(server => server.Status == DkimServerStatus.Several) is { } several)
        {
            var finding = Add(
                uses ? FindingSeverity.Error : FindingSeverity.Warning,
                "DKIM-OLD-RECORD-SEVERAL",
                $"There is more than one record at {name}{(uses ? ", and mail is signed with its key" : "")}: {several}.",
                $"{(isKept ? "Take away what is not the record of the old key" : "Publish the revoked record in place of the old one, not beside it")}: where there are several, none holds.",
                "RFC 6376 section 3.6.2.2");
            if (uses) _breaks.Add(finding);
        }
        if (publication.IsGoneSomewhere && isKept)
        {
            Break(
                "DKIM-OLD-RECORD-GONE",
                $"The record {name} is not published everywhere any more, {(uses ? "and mail is signed with its key" : "and mail that was signed with its key may still be under way")}: {Sample(publication, server => server.Status is DkimServerStatus.Missing or DkimServerStatus.Revoked)}.",
                RemedyOfGone(next, old, uses, sight));
        }
        else if (publication.IsUnknown && !publication.IsSomewhere && next is { Stage: DkimRotationStage.Retired, RevokedAt: null })
            Doubt("DKIM-OLD-RECORD-UNKNOWN", $"Whether {name} is revoked could not be found out: {Told(publication)}", "See whether its servers answer from here.");
    }

    private static string RemedyOfGone(DkimRotationState next, string old, bool uses, DkimRotationSight sight)
    {
        var back = $"ublish the record of '{old}' again{(uses ? "" : " for the rest of the time")}. Where its private key is still there, Test-DkimRecord {next.Domain} -Selector {old} -PrivateKeyPath <file> gives the record.";
        if (uses && sight.Publication.IsEverywhere && !sight.Publication.IsInTest)
            return $"Point the signer to '{next.Selector}', whose key is published, and reload it.{(next.RevokedAt is null ? $" Until then, p{back}" : "")}";
        return $"P{back}";
    }

    /// <summary>The old key may sign again, so far as its record is known to be there.</summary>
    private static bool MayGoBack(DkimRotationState before, DkimRotationSight sight) => before is { OldSelector: not null, RevokedAt: null } && !sight.IsOldGone;

    private static string Told(DkimPublication publication) => publication.Problem.Length > 0 ? publication.Problem : $"{Sample(publication, server => server.Status == DkimServerStatus.Unknown)}.";

    /// <summary>The first few servers of a kind.</summary>
    private static string Sample(DkimPublication publication, Func<DkimServerAnswer, bool> isMeant)
    {
        const int most = 3;
        var meant = publication.Servers.Where(isMeant).ToList();
        return string.Join("; ", meant.Take(most)) + (meant.Count > most ? FormattableString.Invariant($"; and {meant.Count - most} more") : "");
    }

    private static bool IsWrong(DkimServerAnswer server) => server.Status is not (DkimServerStatus.Published or DkimServerStatus.Alias or DkimServerStatus.Unknown or DkimServerStatus.NotReached);

    private void Break(string code, string message, string remedy) => _breaks.Add(Add(FindingSeverity.Error, code, message, remedy));

    private void Doubt(string code, string message, string remedy) => _unknowns.Add(Add(FindingSeverity.Warning, code, message, remedy));

    private void Warn(string code, string message, string remedy, string reference = "") => Add(FindingSeverity.Warning, code, message, remedy, reference);

    private void Note(string code, string message, string remedy = "") => Add(FindingSeverity.Information, code, message, remedy);

    private Finding Add(FindingSeverity severity, string code, string message, string remedy, string reference = "")
    {
        var finding = new Finding(severity, code, message, remedy, reference);
        _findings.Add(finding);
        return finding;
    }
}
