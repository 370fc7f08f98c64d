using System.Text;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Dkim;

namespace SmtpAdmin.Bench;

/// <summary>Our signer, with its key read once, and our verifier, with the record at hand.</summary>
internal sealed class OwnDkim : IDkimContestant
{
    private const int Samples = 200;
    private const int Batch = 10; // between two looks at the clock

    private readonly DkimSigner _signer = new(TimeProvider.System);
    private readonly OneRecord _resolver;
    private readonly DkimVerifier _verifier;
    private readonly DkimVerifyOptions _options = new();
    private readonly DkimSigningKey _key;

    private OwnDkim(DkimSigningKey key, DkimPeerKey published)
    {
        _key = key;
        _resolver = new OneRecord(published);
        _verifier = NewVerifier();
    }

    public string Name => "ours";

    public static async Task<OwnDkim> StartAsync(DkimPeerKey key, CancellationToken cancellationToken) =>
        new(DkimSigningKey.Read(await File.ReadAllTextAsync(key.Path, cancellationToken), ""), key);

    public async Task<byte[]> SignAsync(DkimTask task, CancellationToken cancellationToken) =>
        [.. Encoding.ASCII.GetBytes((await SignOnceAsync(task.Message, Options(task), cancellationToken)).Header), .. task.Message];

    public Task<double> SignRateAsync(DkimTask task, double seconds, CancellationToken cancellationToken)
    {
        var options = Options(task);
        return RateAsync(() => SignOnceAsync(task.Message, options, cancellationToken), seconds);
    }

    public Task<double> VerifyRateAsync(DkimTask task, byte[] signed, double seconds, CancellationToken cancellationToken) =>
        RateAsync(() => VerifyOnceAsync(_verifier, signed, cancellationToken), seconds);

    /// <summary>Verifies with a new verifier for each message, which reads the key anew.</summary>
    /// <returns>How often in a second of processor time.</returns>
    public Task<double> VerifyAnewRateAsync(byte[] signed, double seconds, CancellationToken cancellationToken) =>
        RateAsync(() => VerifyOnceAsync(NewVerifier(), signed, cancellationToken), seconds);

    /// <summary>The relaxed canonicalization of a body, without a hash.</summary>
    /// <returns>Octets a second.</returns>
    public static double CanonicalizeRate(byte[] body, double seconds)
    {
        var (count, start) = (0L, Used());
        while (Used() - start < seconds)
        {
            for (var n = 0; n < Batch; n++, count++)
            {
                using var canonicalizer = new BodyCanonicalizer(DkimCanonicalization.Relaxed, new NoSink());
                canonicalizer.Append(body);
                canonicalizer.Finish();
            }
        }
        return count * body.Length / (Used() - start);
    }

    /// <summary>Octets allocated by one signature.</summary>
    public Task<long> SignAllocatesAsync(DkimTask task, CancellationToken cancellationToken)
    {
        var options = Options(task);
        return AllocatesAsync(() => SignOnceAsync(task.Message, options, cancellationToken));
    }

    /// <summary>Octets allocated by one verification.</summary>
    public Task<long> VerifyAllocatesAsync(DkimTask task, byte[] signed, CancellationToken cancellationToken) =>
        AllocatesAsync(() => VerifyOnceAsync(_verifier, signed, cancellationToken));

    public ValueTask DisposeAsync()
    {
        _key.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<double> RateAsync<T>(Func<Task<T>> once, double seconds)
    {
        var (count, start) = (0L, Used());
        while (Used() - start < seconds)
        {
            for (var n = 0; n < Batch; n++, count++) await once();
        }
        return count / (Used() - start);
    }

    /// <summary>Processor time of all threads in seconds, the collector's and the compiler's too.</summary>
    private static double Used() => Environment.CpuUsage.TotalTime.TotalSeconds;

    private static async Task<long> AllocatesAsync<T>(Func<Task<T>> once)
    {
        await once();
        var before = GC.GetTotalAllocatedBytes(precise: true);
        for (var n = 0; n < Samples; n++) await once();
        return (GC.GetTotalAllocatedBytes(precise: true) - before) / Samples;
    }

    private DkimSigningOptions Options(DkimTask task)
    {
        var canonicalization = task.Canonicalization == "simple" ? DkimCanonicalization.Simple : DkimCanonicalization.Relaxed;
        return new()
        {
            Domain = DkimPeerKey.Domain,
            Selector = task.Key.Selector,
            Key = _key,
            HeaderCanonicalization = canonicalization,
            BodyCanonicalization = canonicalization,
            Headers = DkimTask.Headers,
            OverSignedHeaders = [],
        };
    }

    private async Task<DkimNewSignature> SignOnceAsync(byte[] message, DkimSigningOptions options, CancellationToken cancellationToken) =>
        (await _signer.SignAsync(new MemoryStream(message), [options], cancellationToken))[0];

    private DkimVerifier NewVerifier() => new(_resolver, TimeProvider.System);

    private async Task<DkimSignatureResult> VerifyOnceAsync(DkimVerifier verifier, byte[] signed, CancellationToken cancellationToken) =>
        (await verifier.VerifyAsync(new MemoryStream(signed), _options, cancellationToken)) is [{ Passed: true } result]
            ? result
            : throw new InvalidOperationException("Our verifier does not pass what a peer signed.");

    /// <summary>A resolver that has the record at hand.</summary>
    private sealed class OneRecord(DkimPeerKey key) : IDnsResolver
    {
        private readonly DnsAnswer _answer = new()
        {
            Name = DnsName.Parse(key.Name),
            Type = DnsType.TXT,
            Outcome = DnsOutcome.Answer,
            Records = [new TxtRecord(DnsName.Parse(key.Name), TimeSpan.FromHours(1), [.. key.Record.Chunk(255).Select(part => Encoding.ASCII.GetBytes(part))])],
        };

        public ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken) => ValueTask.FromResult(_answer);
    }

    private sealed class NoSink : ICanonicalSink
    {
        public void Write(ReadOnlySpan<byte> octets)
        {
        }
    }
}
