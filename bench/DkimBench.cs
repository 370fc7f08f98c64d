using SmtpAdmin.Interop.Tests.Dkim;

namespace SmtpAdmin.Bench;

/// <summary>Signatures and verifications on one core, beside libopendkim, dkimpy and the limit of OpenSSL's RSA.</summary>
internal static class DkimBench
{
    private const double Seconds = 2;

    public static async Task<int> RunAsync(string[] arguments, CancellationToken cancellationToken)
    {
        var rounds = arguments.Option("--rounds", 3);
        var directory = Directory.CreateTempSubdirectory("dkim-bench-");
        var contestants = new List<IDkimContestant>();
        var core = await OneCore.HoldAsync(cancellationToken); // before anything is started
        try
        {
            var key = DkimPeerKey.NewRsa("rsa", directory.FullName, 2048);
            var own = await OwnDkim.StartAsync(key, cancellationToken);
            contestants.Add(own);
            foreach (var program in (DkimPeerProgram[])[DkimPeerProgram.OpenDkim, DkimPeerProgram.Dkimpy])
            {
                if (program.WhyNot is { } reason) Console.WriteLine(reason);
                else contestants.Add(await DkimPeerContestant.StartAsync(program, key, cancellationToken));
            }
            Console.WriteLine($"{(core is null ? "all cores, taskset is not installed" : $"core {core} alone")}, {rounds} rounds in turn, {Seconds} s each; RSA with 2048 bits, operations in a second of processor time");
            return await CompareAsync(own, contestants, await DkimTask.AllAsync(key, cancellationToken), rounds, cancellationToken);
        }
        finally
        {
            foreach (var contestant in contestants) await contestant.DisposeAsync();
            directory.Delete(recursive: true);
        }
    }

    private static async Task<int> CompareAsync(OwnDkim own, List<IDkimContestant> contestants, IReadOnlyList<DkimTask> tasks, int rounds, CancellationToken cancellationToken)
    {
        var table = new DkimTable(own.Name, [.. contestants.Select(contestant => contestant.Name), .. OpenSslSpeed.IsInstalled ? [OpenSslSpeed.Name] : (string[])[]]);
        var signed = new Dictionary<DkimTask, byte[]>();
        foreach (var task in tasks) signed[task] = await contestants[^1].SignAsync(task, cancellationToken); // the same for all
        foreach (var task in tasks) // to warm up
        {
            await own.SignRateAsync(task, Seconds, cancellationToken);
            await own.VerifyRateAsync(task, signed[task], Seconds, cancellationToken);
        }
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var task in tasks)
            {
                foreach (var contestant in contestants) table.Add($"sign {task.Title}", contestant.Name, await contestant.SignRateAsync(task, Seconds, cancellationToken));
                foreach (var contestant in contestants) table.Add($"verify {task.Title}", contestant.Name, await contestant.VerifyRateAsync(task, signed[task], Seconds, cancellationToken));
                if (!OpenSslSpeed.IsInstalled) continue;
                var (signatures, verifications) = await OpenSslSpeed.RatesAsync(1, cancellationToken);
                table.Add($"sign {task.Title}", OpenSslSpeed.Name, signatures);
                table.Add($"verify {task.Title}", OpenSslSpeed.Name, verifications);
            }
            Console.WriteLine($"round {round}");
            Console.Write(table.Text(last: true));
        }
        Console.WriteLine("medians");
        Console.Write(table.Text(last: false));
        var reached = Reached(table.Ratio("sign 4 KiB, relaxed", OpenSslSpeed.Name), 0.85, "of openssl's signatures at 4 KiB")
            & Reached(table.Ratio("sign 64 KiB, relaxed", OpenSslSpeed.Name), 0.75, "of openssl's signatures at 64 KiB")
            & Reached(table.Ratio("verify 4 KiB, relaxed", DkimPeerProgram.OpenDkim.Name), 2, "times libopendkim's verifications at 4 KiB")
            & Reached(table.Ratio("verify 64 KiB, relaxed", DkimPeerProgram.OpenDkim.Name), 2, "times libopendkim's verifications at 64 KiB");
        return reached & await OwnFiguresAsync(own, tasks[0], tasks[1], signed, cancellationToken) ? 0 : 1;
    }

    private static async Task<bool> OwnFiguresAsync(OwnDkim own, DkimTask small, DkimTask large, Dictionary<DkimTask, byte[]> signed, CancellationToken cancellationToken)
    {
        var anew = await own.VerifyAnewRateAsync(signed[small], Seconds, cancellationToken);
        Console.WriteLine($"ours keeps the keys that it read, libopendkim and dkimpy read them for each message; without that we verify {anew:0} at 4 KiB");
        var fast = Reached(OwnDkim.CanonicalizeRate(large.Body, Seconds) / 1e9, 1, "GB/s of relaxed canonicalization");
        var (sign, signLarge) = (await own.SignAllocatesAsync(small, cancellationToken), await own.SignAllocatesAsync(large, cancellationToken));
        var (verify, verifyLarge) = (await own.VerifyAllocatesAsync(small, signed[small], cancellationToken), await own.VerifyAllocatesAsync(large, signed[large], cancellationToken));
        Console.WriteLine($"allocated by a signature: {sign} octets at 4 KiB, {signLarge} at 64 KiB; by a verification: {verify} and {verifyLarge}");
        // The two messages differ by 60 KiB; what is left are the figures in the subject and in the signature.
        const long Slack = 1024;
        return fast & Math.Abs(signLarge - sign) < Slack & Math.Abs(verifyLarge - verify) < Slack;
    }

    private static bool Reached(double value, double wanted, string title)
    {
        if (double.IsNaN(value)) Console.WriteLine($"not known: {wanted} {title}");
        else Console.WriteLine($"{(value >= wanted ? "reached" : "not reached")}: {wanted} {title} ({value:0.00})");
        return double.IsNaN(value) || value >= wanted;
    }
}
