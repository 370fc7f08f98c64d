using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>
/// What runs make of answers. A run is written as a letter, listed with its codes behind it: L2, L23, N(ot listed), A(llowed), U(nknown),
/// R(efused), B(roken). Below each stands what it tells (+ added, - removed, ~ code changed, . nothing) and the run since when it is listed.
/// </summary>
public sealed class DnsblConfirmationTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    // One run is enough.
    [InlineData(1, "L2 L2 N N L2", "+0 .0 -0 . +4")]
    [InlineData(1, "N L2 A L2 N A", ". +1 -1 +3 -3 .")]
    [InlineData(1, "A N A N", ". . . .")]
    [InlineData(1, "A5 A6 N", ". . .")]
    [InlineData(1, "L2 L3 L23 L32 L223", "+0 ~0 ~0 .0 .0")]
    // No answer changes nothing, and is no removal.
    [InlineData(1, "U R B L2 U R B L2", ". . . +3 . . . .3")]
    [InlineData(1, "L2 B N U L2", "+0 . -0 . +4")]
    [InlineData(1, "L2 U N", "+0 . -0")]
    // Two in a row.
    [InlineData(2, "L2 L2 L2", ".0 +0 .0")]
    [InlineData(2, "L2 N L2 N L2 L2", ".0 . .2 . .4 +4")]
    [InlineData(2, "L2 L2 N L2 N N", ".0 +0 . .0 . -0")]
    [InlineData(2, "L2 U L2 N R B N", ".0 . +0 . . . -0")]
    [InlineData(2, "L2 A L2 L2", ".0 . .2 +2")]
    [InlineData(2, "L2 L2 A N", ".0 +0 . -0")]
    // What is listed under codes that vary is listed; a change of codes needs the same ones.
    [InlineData(2, "L2 L3", ".0 +0")]
    [InlineData(2, "L2 L2 L3 L4 L3 L3", ".0 +0 .0 .0 .0 ~0")]
    [InlineData(2, "L2 L2 L3 L2 L3 L3", ".0 +0 .0 .0 .0 ~0")]
    [InlineData(2, "L2 L2 L3 N L3 L3", ".0 +0 .0 . .0 ~0")]
    [InlineData(2, "L2 L2 N L3 N N", ".0 +0 . .0 . -0")]
    [InlineData(2, "L2 L2 L34 L43", ".0 +0 .0 ~0")]
    // Three.
    [InlineData(3, "L2 L2 N L2 L2 L2 N N L2 N N N L2 L2 L2", ".0 .0 . .3 .3 +3 . . .3 . . -3 .12 .12 +12")]
    [InlineData(3, "N N L2 U U L2 B R L2", ". . .2 . . .2 . . +2")]
    public async Task Runs_tell_what_changed(int confirmations, string runs, string told)
    {
        using var folder = new StateFolder();
        var seen = new List<string>();
        foreach (var run in runs.Split(' '))
        {
            folder.Time.Now = At(seen.Count);
            var (status, codes) = Answer(run);
            seen.Add(Told((await folder.RunAsync(confirmations, folder.Result(status, codes))).Single()));
        }
        Assert.Equal(told, string.Join(' ', seen));
    }

    [Fact]
    public async Task Fewer_confirmations_than_before_take_effect_at_once()
    {
        using var folder = new StateFolder();
        foreach (var _ in Enumerable.Range(0, 3)) Assert.Null((await folder.RunAsync(9, folder.Result(DnsblStatus.Listed, "127.0.0.2")))[0].Change);
        Assert.Equal(DnsblChange.Added, (await folder.RunAsync(2, folder.Result(DnsblStatus.Listed, "127.0.0.2")))[0].Change);
    }

    [Fact]
    public async Task A_target_that_comes_twice_in_a_run_confirms_nothing_by_itself()
    {
        using var folder = new StateFolder();
        var listed = folder.Result(DnsblStatus.Listed, "127.0.0.2");
        Assert.All(await folder.RunAsync(2, listed, listed, listed), result => Assert.Equal((null, listed.CheckedAt), (result.Change, result.Since)));
        Assert.Equal([DnsblChange.Added, null, null], (await folder.RunAsync(2, listed, listed, folder.Result(DnsblStatus.NotListed))).Select(result => result.Change));
        Assert.Equal([null, null], (await folder.RunAsync(2, folder.Result(DnsblStatus.NotListed), folder.Result(DnsblStatus.NotListed))).Select(result => result.Change));
        Assert.Equal(DnsblChange.Removed, (await folder.RunAsync(2, folder.Result(DnsblStatus.NotListed)))[0].Change);
    }

    [Fact]
    public void Whatever_comes_only_as_many_equal_answers_in_a_row_are_a_change_and_they_always_are() =>
        Prop.ForAll(Histories(), Gen.Choose(1, 4).ToArbitrary(), (answers, confirmations) =>
        {
            var model = new ChangeModel(confirmations);
            var state = DnsblPairState.Unseen("192.0.2.1", "bl.example");
            for (var run = 0; run < answers.Length; run++)
            {
                var (status, codes) = Answer(answers[run]);
                if (!DnsblPairState.IsConclusive(status)) continue;
                var sorted = DnsblPairState.Sorted(codes);
                var step = state.Next(status, sorted, At(run), confirmations);
                Assert.Equal(model.Next(status, string.Join(',', sorted), At(run)), (step.Change, step.Since));
                state = step.State;
            }
            Assert.Equal(model.Told.Where(change => change != DnsblChange.CodeChanged), AddedAndRemovedInTurn(model.Told.Count(change => change != DnsblChange.CodeChanged)));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public async Task Whatever_comes_the_watch_says_the_same_of_each_pair_as_if_it_were_alone()
    {
        using var folder = new StateFolder();
        var random = new Random(4711);
        string[] answers = ["L2", "L3", "L23", "N", "A", "U", "R", "B"];
        var models = Enumerable.Range(0, 50).Select(_ => new ChangeModel(2)).ToList();
        for (var run = 0; run < 30; run++)
        {
            folder.Time.Now = At(run);
            var results = models.Select((_, pair) =>
            {
                var (status, codes) = Answer(answers[random.Next(answers.Length)]);
                return folder.Result($"192.0.2.{pair / 2}", pair % 2 == 0 ? "a.example" : "b.example", status, codes);
            }).ToArray();
            var seen = await folder.RunAsync(2, results);
            for (var pair = 0; pair < models.Count; pair++)
            {
                if (!DnsblPairState.IsConclusive(results[pair].Status)) Assert.Equal((null, null), (seen[pair].Change, seen[pair].Since));
                else Assert.Equal(models[pair].Next(results[pair].Status, string.Join(',', results[pair].Codes), At(run)), (seen[pair].Change, seen[pair].Since));
            }
        }
        Assert.Contains(models, model => model.Told.Count > 3);
    }

    private static Arbitrary<string[]> Histories() =>
        Gen.Elements("L2", "L2", "L3", "L23", "L32", "N", "N", "A", "U", "R", "B").ArrayOf().ToArbitrary();

    private static IEnumerable<DnsblChange> AddedAndRemovedInTurn(int count) =>
        Enumerable.Range(0, count).Select(index => index % 2 == 0 ? DnsblChange.Added : DnsblChange.Removed);

    private static DateTimeOffset At(int run) => Start.AddHours(run);

    private static (DnsblStatus Status, string[] Codes) Answer(string run) => (run[0] switch
    {
        'L' => DnsblStatus.Listed,
        'N' => DnsblStatus.NotListed,
        'A' => DnsblStatus.Allowed,
        'U' => DnsblStatus.Unknown,
        'R' => DnsblStatus.Refused,
        'B' => DnsblStatus.Broken,
        _ => throw new ArgumentOutOfRangeException(nameof(run)),
    }, [.. run[1..].Select(code => $"127.0.0.{code}")]);

    private static string Told(DnsblResult result) =>
        (result.Change switch { DnsblChange.Added => "+", DnsblChange.Removed => "-", DnsblChange.CodeChanged => "~", _ => "." })
        + (result.Since is { } since ? $"{(since - Start).TotalHours}" : "");
}
