using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;
using SmtpAdmin.Smtp.Client;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Client.Diagnosis;

/// <summary>A failure on file, with the rule that is to know it. What is left out is as a server in good order would have it.</summary>
internal sealed record CauseSample
{
    public static readonly DateTimeOffset Now = new(2026, 11, 3, 12, 0, 0, TimeSpan.Zero);

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static readonly IReadOnlyList<CauseSample> All = JsonSerializer.Deserialize<CauseSample[]>(RepositoryFiles.Read("tests/data/smtp", "causes.json"), Json)!;

    public required string Rule { get; init; }
    public FindingSeverity Severity { get; init; } = FindingSeverity.Error;
    public string[] Also { get; init; } = [];
    public SmtpStage? Stage { get; init; }
    public SmtpFailureKind Failure { get; init; } = SmtpFailureKind.Reply;
    public string? Reply { get; init; }
    public string Text { get; init; } = "";
    public string Server { get; init; } = "mail.example.net";
    public int? Port { get; init; }
    public SmtpSecurity Security { get; init; } = SmtpSecurity.Auto;
    public bool? Encrypted { get; init; }
    public TlsSample? Tls { get; init; }
    public string[] Extensions { get; init; } = ["STARTTLS"];
    public string[] Auth { get; init; } = ["PLAIN", "LOGIN"];
    public string[] AuthBeforeTls { get; init; } = [];
    public string? Mechanism { get; init; }
    public int? AlternatePort { get; init; }
    public bool ExpectsTls { get; init; }
    public SmtpAddressFamily Family { get; init; }
    public string? Local { get; init; }
    public bool Ended { get; init; }
    public long? MaxSize { get; init; }

    public IReadOnlyList<Finding> Find() => CauseFinder.Find(Result(), Context());

    public CauseContext Context() => new()
    {
        Now = Now,
        HeloName = "host.example.org",
        AddressFamily = Family,
        LocalAddress = Local is null ? null : IPAddress.Parse(Local),
        Sender = "ann@example.org",
        Recipients = ["bob@example.net"],
        MessageSize = 20_000_000,
        CredentialsGiven = Stage == SmtpStage.Auth,
        MessageEnded = Ended,
    };

    public SmtpTestResult Result()
    {
        var encrypted = Encrypted ?? (Tls is not null || Stage is null or >= SmtpStage.Auth);
        var stages = Enum.GetValues<SmtpStage>()
            .Where(stage => Stage is null || stage < Stage)
            .Select(stage => new SmtpStageResult(stage, true, 1, new SmtpReply(250, "2.0.0 Ok"), "Ok"))
            .ToList();
        if (Stage is { } failed)
        {
            var reply = Reply is null ? null : ParseReply(Reply);
            stages.Add(new SmtpStageResult(failed, false, 1, reply, reply?.Text ?? Text) { Recipient = failed == SmtpStage.RcptTo ? "bob@example.net" : null });
        }
        return new SmtpTestResult
        {
            Status = Stage is null ? SmtpTestStatus.Sent : SmtpTestStatus.Failed,
            FailedStage = Stage,
            FailureKind = Stage is null ? SmtpFailureKind.None : Failure,
            Server = Server,
            Address = IPAddress.Parse("192.0.2.25"),
            Port = Port ?? (Stage == SmtpStage.Auth ? 587 : 25),
            Security = Security,
            AlternatePortOpen = AlternatePort,
            ExpectsTls = ExpectsTls,
            Stages = stages,
            Tls = encrypted ? (Tls ?? new TlsSample()).Info(Now) : null,
            Extensions = encrypted ? ["PIPELINING"] : Extensions,
            ExtensionsBeforeTls = encrypted ? Extensions : [],
            AuthMechanisms = encrypted || Stage >= SmtpStage.Auth || Extensions.Any(extension => extension.StartsWith("AUTH", StringComparison.Ordinal)) ? AuthWhenOffered(encrypted) : [],
            AuthMechanismsBeforeTls = encrypted ? AuthBeforeTls : [],
            AuthMechanism = Mechanism,
            MaxSize = MaxSize,
        };
    }

    public static SmtpReply ParseReply(string text)
    {
        var lines = text.Split('\n');
        return new SmtpReply(int.Parse(lines[0].AsSpan(0, 3), CultureInfo.InvariantCulture), [.. lines.Select(line => line.Length > 4 ? line[4..] : "")]);
    }

    public override string ToString() => $"{Rule} {Stage} {Reply ?? Text}";

    // Without TLS, the mechanisms are those told in the clear; only a log-in that was tried has some.
    private string[] AuthWhenOffered(bool encrypted) =>
        encrypted || Stage == SmtpStage.Auth || Extensions.Any(extension => extension.StartsWith("AUTH", StringComparison.Ordinal)) ? Auth : [];

    internal sealed record TlsSample
    {
        public string Protocol { get; init; } = "TLS 1.3";
        public string Issuer { get; init; } = "CN=Example CA";
        public string[] Names { get; init; } = ["mail.example.net"];
        public int NotBeforeDays { get; init; } = -60;
        public int NotAfterDays { get; init; } = 60;
        public string[] ChainErrors { get; init; } = [];
        public bool NameMatches { get; init; } = true;

        public SmtpTlsInfo Info(DateTimeOffset now) => new()
        {
            Protocol = Protocol,
            CipherSuite = "TLS_AES_256_GCM_SHA384",
            KeyExchange = "ECDHE",
            CertificateSubject = "CN=mail.example.net",
            CertificateIssuer = Issuer,
            CertificateNames = Names,
            NotBefore = now.AddDays(NotBeforeDays),
            NotAfter = now.AddDays(NotAfterDays),
            DaysLeft = NotAfterDays,
            ChainErrors = ChainErrors,
            NameMatches = NameMatches,
        };
    }
}
