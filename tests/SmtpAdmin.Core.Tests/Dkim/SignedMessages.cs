using System.Text;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim;

/// <summary>Signs and verifies messages of a domain whose keys are published. Text stands for octets (Latin-1).</summary>
internal static class SignedMessages
{
    public const string Domain = "football.example.com";

    public static readonly DateTimeOffset Now = new(2026, 11, 21, 8, 0, 0, TimeSpan.Zero);

    public static DkimSigningKey Rsa { get; } = DkimSigningKey.Create(DkimKeyAlgorithm.Rsa, 2048);

    public static DkimSigningKey Ed25519 { get; } = DkimSigningKey.Create(DkimKeyAlgorithm.Ed25519, 256);

    public static string RsaName => $"rsa._domainkey.{Domain}";

    /// <summary>The record of a key.</summary>
    public static string Record(DkimSigningKey key, string tags = "") =>
        $"v=DKIM1; k={key.Algorithm.ToString().ToLowerInvariant()};{tags} p={Convert.ToBase64String(key.PublicKeyData())}";

    public static DkimSigningOptions Options(DkimSigningKey key, DkimCanonicalization header = DkimCanonicalization.Relaxed, DkimCanonicalization body = DkimCanonicalization.Relaxed) => new()
    {
        Domain = Domain,
        Selector = key.Algorithm.ToString(),
        Key = key,
        HeaderCanonicalization = header,
        BodyCanonicalization = body,
    };

    public static StubResolver Resolver() => new StubResolver().Txt(RsaName, Record(Rsa)).Txt($"ed25519._domainkey.{Domain}", Record(Ed25519));

    public static async Task<string> SignAsync(string message, params DkimSigningOptions[] options)
    {
        using var output = new MemoryStream();
        await SignAsync(message, output, options);
        return Encoding.Latin1.GetString(output.ToArray());
    }

    public static async Task<IReadOnlyList<DkimNewSignature>> SignaturesAsync(string message, params DkimSigningOptions[] options)
    {
        using var output = new MemoryStream();
        return await SignAsync(message, output, options);
    }

    public static async Task<IReadOnlyList<DkimSignatureResult>> VerifyAsync(string message, StubResolver? resolver = null, DateTimeOffset? now = null, Stream? stream = null)
    {
        using var octets = new MemoryStream(Encoding.Latin1.GetBytes(message));
        return await new DkimVerifier(resolver ?? Resolver(), new Clock(now ?? Now)).VerifyAsync(stream ?? octets, new DkimVerifyOptions { AuthservId = "mx.example.net" }, TestContext.Current.CancellationToken);
    }

    /// <summary>The result of the only signature.</summary>
    public static async Task<DkimSignatureResult> VerifyOneAsync(string message, StubResolver? resolver = null, DateTimeOffset? now = null) => Assert.Single(await VerifyAsync(message, resolver, now));

    private static Task<IReadOnlyList<DkimNewSignature>> SignAsync(string message, Stream output, DkimSigningOptions[] options)
    {
        var input = new MemoryStream(Encoding.Latin1.GetBytes(message));
        return new DkimSigner(new Clock(Now)).WriteSignedAsync(input, options, output, TestContext.Current.CancellationToken);
    }

    private sealed class Clock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
