using SmtpAdmin.Interop.Tests.Dkim;

namespace SmtpAdmin.Bench;

/// <summary>Another implementation of DKIM, in a process of its own that repeats what it did last.</summary>
internal sealed class DkimPeerContestant : IDkimContestant
{
    private readonly DkimPeerProcess _process;

    private DkimPeerContestant(string name, DkimPeerProcess process) => (Name, _process) = (name, process);

    public string Name { get; }

    /// <summary>Starts it, with the record of the key in place of DNS.</summary>
    public static async Task<DkimPeerContestant> StartAsync(DkimPeerProgram program, DkimPeerKey key, CancellationToken cancellationToken)
    {
        var process = await program.StartAsync(Path.Combine(AppContext.BaseDirectory, "peers"), cancellationToken);
        var contestant = new DkimPeerContestant(program.Name, process);
        await process.PublishAsync(key.Name, key.Record, cancellationToken);
        return contestant;
    }

    public async Task<byte[]> SignAsync(DkimTask task, CancellationToken cancellationToken)
    {
        var signing = DkimPeerSigning.By(task.Key) with { Header = task.Canonicalization, Body = task.Canonicalization, Headers = DkimTask.Headers };
        return [.. (await _process.RequestAsync(signing.Request, task.Message, cancellationToken)).OrThrow("signed").Payload, .. task.Message];
    }

    public async Task<double> SignRateAsync(DkimTask task, double seconds, CancellationToken cancellationToken)
    {
        await SignAsync(task, cancellationToken);
        return await _process.RepeatAsync(seconds, cancellationToken);
    }

    public async Task<double> VerifyRateAsync(DkimTask task, byte[] signed, double seconds, CancellationToken cancellationToken)
    {
        (await _process.RequestAsync(["verify"], signed, cancellationToken)).OrThrow("verified");
        return await _process.RepeatAsync(seconds, cancellationToken);
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
