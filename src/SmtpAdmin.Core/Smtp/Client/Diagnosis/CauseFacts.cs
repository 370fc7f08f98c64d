namespace SmtpAdmin.Smtp.Client;

/// <summary>Tells what holds of a result as a whole.</summary>
internal static class CauseFacts
{
    /// <summary>Certificates with less time left than this are worth a warning.</summary>
    public static readonly TimeSpan SoonExpired = TimeSpan.FromDays(14);

    public static IReadOnlySet<CauseFact> Of(SmtpTestResult result, CauseContext context)
    {
        var facts = new HashSet<CauseFact>();
        void Tell(CauseFact fact, bool holds)
        {
            if (holds) facts.Add(fact);
        }

        // Before TLS there is one list of extensions, in Extensions as long as TLS was not made, and behind it in ExtensionsBeforeTls.
        var inClear = result.Tls is null ? result.Extensions : result.ExtensionsBeforeTls;
        var startTls = inClear.Any(extension => extension.Split(' ')[0].Equals("STARTTLS", StringComparison.OrdinalIgnoreCase));
        Tell(CauseFact.Greeted, result.Stages.Any(stage => stage is { Name: SmtpStage.Ehlo, Succeeded: true }));
        Tell(CauseFact.Encrypted, result.Tls is not null);
        Tell(CauseFact.NotEncrypted, result.Tls is null);
        Tell(CauseFact.StartTlsOffered, startTls);
        Tell(CauseFact.StartTlsNotOffered, !startTls);
        Tell(CauseFact.SecretTakenInClear, SecretMechanismsInClear(result).Count > 0);
        Tell(CauseFact.CredentialsGiven, context.CredentialsGiven);
        Tell(CauseFact.NoCredentials, !context.CredentialsGiven);
        Tell(CauseFact.LoggedIn, result.Stages.Any(stage => stage is { Name: SmtpStage.Auth, Succeeded: true }));
        Tell(CauseFact.MessageUnanswered,
            context.MessageEnded && result.FailedStage == SmtpStage.Data && result.FailureKind != SmtpFailureKind.Reply);
        if (result.Tls is { } tls) TellCertificate(tls, context.Now, Tell);
        return facts;
    }

    /// <summary>The mechanisms offered while nothing is encrypted that send the secret itself; the others show no more than what a dictionary can be tried on.</summary>
    public static IReadOnlyList<string> SecretMechanismsInClear(SmtpTestResult result) =>
        [.. (result.Tls is null ? result.AuthMechanisms : result.AuthMechanismsBeforeTls).Where(SaslSelection.SendsSecret)];

    private static void TellCertificate(SmtpTlsInfo tls, DateTimeOffset now, Action<CauseFact, bool> tell)
    {
        var known = tls.NotAfter != default && (tls.CertificateSubject.Length > 0 || tls.CertificateNames.Count > 0);
        tell(CauseFact.OldTls, tls.Protocol is "TLS 1.1" or "TLS 1.0" or "SSL 3.0" or "SSL 2.0");
        tell(CauseFact.CertificateExpired, known && tls.NotAfter < now);
        tell(CauseFact.CertificateNotYetValid, known && tls.NotBefore > now);
        tell(CauseFact.CertificateExpiresSoon, known && tls.NotAfter >= now && tls.NotAfter - now < SoonExpired);
        tell(CauseFact.CertificateForOtherName, !tls.NameMatches);
        tell(CauseFact.CertificateSelfSigned, known && tls.CertificateSubject == tls.CertificateIssuer);
        tell(CauseFact.CertificateChainBroken, tls.ChainErrors.Count > 0);
    }
}
