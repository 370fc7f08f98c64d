using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation;

/// <summary>Two rotations of one domain in one folder, each with a state file of its own, that begin at the same moment.</summary>
public sealed class DkimRotationPairTests
{
    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DkimKeyAlgorithm.Rsa, DkimKeyAlgorithm.Ed25519)]
    [InlineData(DkimKeyAlgorithm.Ed25519, DkimKeyAlgorithm.Rsa)]
    [InlineData(DkimKeyAlgorithm.Rsa, DkimKeyAlgorithm.Rsa)]
    public async Task Each_gets_a_selector_and_a_key(DkimKeyAlgorithm one, DkimKeyAlgorithm other)
    {
        using var lab = new RotationLab();
        var first = lab.Request with { Algorithm = one };
        var second = lab.Request with { Algorithm = other, StatePath = lab.PathOf("second.json") };
        var time = new WatchedTime();
        Task<DkimRotationStep>? beside = null;
        // The second begins when the first has chosen its selector and has no key yet.
        var step = await new DkimRotator(lab.Dns, () => lab.Dns, writes => new Interrupted(writes, BeginSecondAsync), new WatchedTime()).StepAsync(first, Token);
        var steps = new[] { step, await beside! };
        Assert.All(steps, each => Assert.Equal(DkimRotationStage.Prepared, each.Stage));
        Assert.Equal(["s202611a", "s202611b"], steps.Select(each => each.Selector));
        Assert.Equal(["example.org.s202611a.key", "example.org.s202611b.key"], steps.Select(each => Path.GetFileName(each.PrivateKeyPath)));
        Assert.Equal([one, other], await Task.WhenAll(steps.Select(each => AlgorithmAsync(each.PrivateKeyPath!))));

        async Task BeginSecondAsync()
        {
            if (beside is not null) return;
            beside = Task.Run(() => new DkimRotator(lab.Dns, () => lab.Dns, writes => writes, time).StepAsync(second, Token), Token);
            await Task.WhenAny(beside, time.Waits);
        }
    }

    [Fact]
    public async Task A_call_that_waits_too_long_for_the_other_says_who_is_in_the_way()
    {
        using var lab = new RotationLab();
        var path = lab.PathOf(".example.org.rotations.lock");
        using var hold = await LockFile.TakeAsync(path, path, TimeSpan.Zero, TimeProvider.System, Token);
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync());
        Assert.Equal(DkimRotationProblem.StateLocked, refused.Problem);
        Assert.Contains($"'{path}'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(lab.Names, name => name.Contains("s2026", StringComparison.Ordinal));
        // To look, nobody has to wait.
        Assert.Equal(DkimRotationStage.Prepared, (await lab.LookAsync()).WouldBecome);
    }

    [Fact]
    public async Task A_lock_that_is_a_link_stops_the_call_and_makes_nothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Links are made otherwise there.");
        using var lab = new RotationLab();
        File.CreateSymbolicLink(lab.PathOf(".example.org.rotations.lock"), lab.PathOf("elsewhere"));
        var refused = await Assert.ThrowsAsync<DkimRotationException>(() => lab.StepAsync());
        Assert.Equal(DkimRotationProblem.KeyUnwritable, refused.Problem);
        Assert.Contains("is a symbolic link. Delete it.", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(lab.Names, name => name is "elsewhere" or "example.org.rotation.json");
    }

    [Fact]
    public async Task Who_may_make_no_key_in_the_folder_needs_no_lock_there()
    {
        Assert.SkipUnless(Directory.Exists("/sys/kernel"), "Needs a directory that nobody may write, root included: /sys/kernel.");
        Assert.Null(await DkimKeyFolderLock.TakeAsync("/sys/kernel", "example.org", TimeProvider.System, Token));
    }

    private static async Task<DkimKeyAlgorithm> AlgorithmAsync(string path)
    {
        using var key = await DkimKeyFile.ReadAsync(path, default, Token);
        return key.Algorithm;
    }

    /// <summary>Does something before the first key is made.</summary>
    private sealed class Interrupted(IDkimRotationWrites inner, Func<Task> beforeKeyAsync) : IDkimRotationWrites
    {
        public Task SaveAsync(DkimRotationState state, CancellationToken cancellationToken) => inner.SaveAsync(state, cancellationToken);

        public async Task<DkimKeyResult> MakeKeyAsync(DkimKeyPlan plan, CancellationToken cancellationToken)
        {
            await beforeKeyAsync();
            return await inner.MakeKeyAsync(plan, cancellationToken);
        }

        public Task<string?> ChangeAsync(DkimSignerChange change, CancellationToken cancellationToken) => inner.ChangeAsync(change, cancellationToken);
    }

    /// <summary>The system's time, at which somebody can see that it is waited for.</summary>
    private sealed class WatchedTime : TimeProvider
    {
        private readonly TaskCompletionSource _waits = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Waits => _waits.Task;

        public override DateTimeOffset GetUtcNow() => new(2026, 11, 2, 3, 0, 0, TimeSpan.Zero);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _waits.TrySetResult();
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
