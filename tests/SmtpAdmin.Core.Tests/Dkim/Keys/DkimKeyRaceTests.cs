using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Keys;

public sealed class DkimKeyRaceTests : IDisposable
{
    private const int Makers = 4;
    private const int Rounds = 150;

    private static readonly CancellationToken Token = TestContext.Current.CancellationToken;
    private static readonly DkimKeyMaker Maker = new(TimeProvider.System, resolver: null);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("smtpadmin-race-");

    private DkimKeyRequest Request => new() { Domain = "example.com", Selector = "mail", Folder = _folder.FullName, Algorithm = DkimKeyAlgorithm.Ed25519 };

    [Fact]
    public async Task Of_makers_at_once_one_makes_the_key_and_the_others_are_refused()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var plan = await Maker.PlanAsync(Request, Token);
            var results = await AtOnceAsync(Enumerable.Repeat(plan, Makers));
            var key = Assert.Single(results, result => result.Key is not null).Key!;
            Assert.All(results.Where(result => result.Key is null), result => Assert.Equal(DkimRefusalCode.KeyExists, Assert.Single(result.Refusals).Code));
            await AssertHoldsAsync(key);
            File.Delete(key.PrivateKeyPath!);
            Assert.Empty(_folder.EnumerateFiles());
        }
    }

    [Fact]
    public async Task Who_overwrites_by_force_is_not_overwritten_by_one_that_may_not()
    {
        for (var round = 0; round < Rounds; round++)
        {
            var plan = await Maker.PlanAsync(Request, Token);
            var forced = await Maker.PlanAsync(Request with { Force = true }, Token);
            var results = await AtOnceAsync(round % 2 == 0 ? [plan, forced, plan] : [forced, plan, plan]);
            await AssertHoldsAsync(results[round % 2 == 0 ? 1 : 0].Key!);
            Assert.InRange(results.Count(result => result.Key is not null), 1, 2);
            File.Delete(plan.PrivateKeyPath!);
            Assert.Empty(_folder.EnumerateFiles());
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Makers_at_once_that_choose_selectors_take_different_ones(bool force)
    {
        var plan = await Maker.PlanAsync(Request with { Selector = null, Force = force }, Token);
        var results = await AtOnceAsync(Enumerable.Repeat(plan, 8));
        var keys = results.Select(result => Assert.IsType<DkimNewKey>(result.Key)).ToList();
        Assert.Equal(8, keys.Select(key => key.Selector).Distinct().Count());
        Assert.Equal("abcdefgh", string.Concat(keys.Select(key => key.Selector[^1]).Order()));
        foreach (var key in keys)
        {
            Assert.StartsWith(key.Selector + ".", key.RecordName, StringComparison.Ordinal);
            await AssertHoldsAsync(key);
        }
    }

    [Fact]
    public async Task A_reservation_that_comes_to_nothing_is_taken_back()
    {
        var target = Path.Combine(_folder.FullName, "key");
        await Assert.ThrowsAnyAsync<IOException>(() => PrivateTarget.MoveAsync(target + ".none", target, overwrite: false, TimeProvider.System));
        await Assert.ThrowsAnyAsync<IOException>(() => PrivateTarget.MoveAsync(target + ".none", target, overwrite: true, TimeProvider.System));
        Assert.Empty(_folder.EnumerateFiles());
    }

    [Fact]
    public async Task A_key_is_read_from_a_regular_file_alone()
    {
        var pipe = await NamedPipe.MakeAsync(Path.Combine(_folder.FullName, "pipe"), Token);
        foreach (var path in new[] { pipe, _folder.FullName })
        {
            var reading = Task.Run(() => DkimKeyIdentity.ReadAsync(path, default, Token), Token);
            var refused = await Assert.ThrowsAsync<DkimKeyException>(() => reading.WaitAsync(TimeSpan.FromSeconds(30), Token));
            Assert.Equal(DkimKeyFault.NotAKey, refused.Fault);
            Assert.StartsWith("It is no regular file", refused.Message, StringComparison.Ordinal);
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private static async Task<DkimKeyResult[]> AtOnceAsync(IEnumerable<DkimKeyPlan> plans)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var makers = plans.Select(plan => Task.Run(async () =>
        {
            await start.Task;
            return await Maker.MakeAsync(plan, default, Token);
        }, Token)).ToList();
        start.SetResult();
        return await Task.WhenAll(makers);
    }

    private static async Task AssertHoldsAsync(DkimNewKey key) =>
        Assert.Equal(key.Fingerprint, (await DkimKeyIdentity.ReadAsync(key.PrivateKeyPath!, default, Token)).Fingerprint);
}
