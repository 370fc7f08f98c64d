using SmtpAdmin.Dns;

namespace SmtpAdmin.Dkim;

/// <summary>What is to be known of a new key.</summary>
internal static class DkimKeyFindings
{
    /// <summary>The code of the finding that a process of OpenDKIM signs by one algorithm.</summary>
    public const string OneKindOnly = "DKIM-OPENDKIM-ED25519";

    /// <summary>Of what is going to be made.</summary>
    public static IEnumerable<Finding> Of(DkimKeyPlan plan, DkimKeyAnswer? answer)
    {
        if (plan.Request.Algorithm == DkimKeyAlgorithm.Rsa && plan.KeySize < DkimKeyRequest.DefaultKeySize)
            yield return new(FindingSeverity.Warning, "DKIM-KEY-WEAK", $"The key has {plan.KeySize} bits; signers should use at least {DkimKeyRequest.DefaultKeySize}.", $"Make one of {DkimKeyRequest.DefaultKeySize} bits as soon as your DNS takes it.", "RFC 8301 section 3.2");
        if (plan.Request.Algorithm == DkimKeyAlgorithm.Ed25519)
            yield return new(FindingSeverity.Information, "DKIM-KEY-ED25519", "Many receivers do not verify Ed25519 yet.", "Sign with an RSA key too, under a selector of its own.", "RFC 8463 section 6");
        if (plan.Request.Flags.HasFlag(DkimKeyMode.TestMode))
            yield return new(FindingSeverity.Information, "DKIM-TEST-MODE", "The record says that the domain is testing DKIM (t=y): receivers treat its mail as if it were unsigned.", "Publish it without t=y when mail is signed as it should be.", "RFC 6376 section 3.6.1");
        if (answer is { Availability: DkimKeyAvailability.Unknown })
            yield return new(FindingSeverity.Warning, "DKIM-SELECTOR-UNKNOWN", $"Whether the DNS has a key at {answer.Name} is not known: {answer.Answer.OutcomeText}.", "Look before you publish the record: a second one at the same name makes both useless.", "RFC 6376 section 3.6.2.2");
        else if (DkimSelectorChoice.IsTaken(answer))
            yield return new(FindingSeverity.Warning, "DKIM-SELECTOR-IN-USE", $"The DNS has {(answer!.Keys.Count > 0 ? "a key" : "an alias")} at {answer.Name} already.", "Put the new record in its place, not beside it; mail that was signed with the old key can then be verified no more.", "RFC 6376 section 3.1");
    }

    /// <summary>Of what was made.</summary>
    public static IEnumerable<Finding> OfRecord(DkimKeyPlan plan, string record)
    {
        var strings = TxtText.Split(record);
        var answer = TxtText.AnswerLength(DnsName.Parse(plan.RecordName), [], [TxtText.DataLength(record)]);
        if (plan.KeySize > DkimKeyRequest.DefaultKeySize)
        {
            yield return new(
                FindingSeverity.Warning,
                "DKIM-KEY-LARGE",
                $"A key of {plan.KeySize} bits makes a record of {record.Length} octets in {strings.Count} strings, and a DNS answer of {answer}{(answer > DnsMessage.MaxPlainUdpLength ? $", more than the {DnsMessage.MaxPlainUdpLength} that plain UDP carries" : "")}. Some DNS providers cannot hold it; some resolvers and firewalls lose it; every signature takes several times as long.",
                $"Take {DkimKeyRequest.DefaultKeySize} bits unless more is prescribed to you; else ask for the record with Test-DkimRecord from outside before you sign with it.",
                "RFC 6376 section 3.3.3, RFC 8301 section 3.2");
        }
        else if (strings.Count > 1)
        {
            yield return new(
                FindingSeverity.Information,
                "DKIM-RECORD-STRINGS",
                $"The record has {record.Length} octets, and a string of a TXT record at most 255: it is published as {strings.Count} strings.",
                "Where a web form takes only one text, give it the whole record, and look with Test-DkimRecord that nothing was cut off.",
                "RFC 6376 section 3.6.2.2");
        }
    }

    /// <summary>Of how the private key is kept, and of who can use it.</summary>
    public static IEnumerable<Finding> OfFile(DkimKeyPlan plan, bool isEncrypted)
    {
        if (plan is { MakesFolder: true, PrivateKeyPath: { } path })
        {
            var folder = Path.GetDirectoryName(path)!;
            yield return new(
                FindingSeverity.Information, "DKIM-FOLDER-MADE", $"The folder {DkimRule.Quote(folder)} was not there, and was made{(OperatingSystem.IsWindows() ? "" : " for you alone (mode 0700)")}.",
                OperatingSystem.IsWindows() ? "" : $"Where another account signs, let it through, and give it the file of the key: chmod a+x {DkimConfig.Shell(folder)}");
        }
        if (plan.Request.Algorithm == DkimKeyAlgorithm.Ed25519 && plan.Request.Config.Contains(DkimSoftware.OpenDkim))
        {
            yield return new(
                FindingSeverity.Warning, OneKindOnly,
                "One process of OpenDKIM signs by one algorithm: where its KeyTable has an RSA key and an Ed25519 key, it defers mail with 451.",
                "Run a second process for this key, with the lines of Config, which are for files of its own; or let rspamd or Exim sign.");
        }
        if (isEncrypted && plan.Request.Config.Count > 0)
        {
            var names = string.Join(", ", plan.Request.Config.Distinct().Select(DkimConfig.NameOf));
            yield return new(FindingSeverity.Warning, "DKIM-KEY-ENCRYPTED", $"The private key is encrypted, and {names} cannot ask for a passphrase.", "Give the program a copy without one, readable by its user alone: openssl pkey -in key -out copy; or make the key without -Passphrase.");
        }
    }
}
