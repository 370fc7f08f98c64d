using SmtpAdmin.Core.Tests.Dns;
using SmtpAdmin.Reputation;

namespace SmtpAdmin.Core.Tests.Reputation.Dnsbl;

/// <summary>Whether a list may be asked: by its test, by its silence, by the clock.</summary>
public sealed class DnsblGateTests
{
    private const int Limit = 8;

    private static readonly DnsblTestVerdict Passed = new([], null, "");

    private readonly ManualTime _time = new();

    [Fact]
    public void A_list_is_tested_by_the_first_who_comes_while_all_wait()
    {
        var gate = Gate(DnsblGate.Start.WithTest);
        Assert.Equal(DnsblPassage.Wait, gate.Enter(out var needsTest, out _));
        Assert.True(needsTest);
        for (var n = 0; n < 20; n++)
        {
            Assert.Equal(DnsblPassage.Wait, gate.Enter(out needsTest, out _));
            Assert.False(needsTest);
        }
    }

    [Fact]
    public void A_list_that_passed_is_asked_by_as_many_as_come()
    {
        var gate = Tested(Passed);
        for (var n = 0; n < 1000; n++) Assert.Equal(DnsblPassage.Ask, gate.Enter(out _, out _));
        Assert.False(gate.DoubtsNews);
    }

    [Theory]
    [InlineData(DnsblStatus.Broken)]
    [InlineData(DnsblStatus.Refused)]
    public void A_list_that_failed_stays_closed_for_the_run(DnsblStatus status)
    {
        var gate = Tested(Failed(status));
        foreach (var minutes in new[] { 0, 1, 60 })
        {
            _time.Advance(TimeSpan.FromMinutes(minutes));
            Assert.Equal((DnsblPassage.Closed, false), Enter(gate));
        }
        Assert.Equal(status, Verdict(gate)!.Reading!.Value.Status);
    }

    [Fact]
    public void A_list_that_did_not_answer_its_test_is_tested_again_after_half_a_minute()
    {
        var gate = Tested(Failed(DnsblStatus.Unknown));
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate));
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((DnsblPassage.Wait, true), Enter(gate));
        Assert.Equal((DnsblPassage.Wait, false), Enter(gate));

        gate.Judge(Failed(DnsblStatus.Unknown));
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate)); // half a minute counts from the last test
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((DnsblPassage.Wait, true), Enter(gate));
        gate.Judge(Passed);
        Assert.Equal((DnsblPassage.Ask, false), Enter(gate));
    }

    [Theory]
    [InlineData(1)] // DnsblGate.Start.TestedLately
    [InlineData(2)] // DnsblGate.Start.Believed
    public void A_list_that_was_not_tested_yet_may_be_asked_only_a_few_times_until_it_answers(int start)
    {
        var gate = Gate((DnsblGate.Start)start);
        for (var n = 0; n < Limit; n++) Assert.Equal((DnsblPassage.Ask, false), Enter(gate));
        Assert.Equal((DnsblPassage.Wait, false), Enter(gate));
        Assert.True(gate.Leave(answered: true)); // those who wait may try again
        for (var n = 0; n < 100; n++) Assert.Equal((DnsblPassage.Ask, false), Enter(gate));
        Assert.False(gate.Leave(answered: true)); // it was proven before
    }

    [Fact]
    public void Look_ups_without_an_answer_count_against_a_list_that_has_not_answered_yet()
    {
        var gate = Gate(DnsblGate.Start.Believed);
        for (var n = 0; n < Limit; n++) Assert.Equal(DnsblPassage.Ask, gate.Enter(out _, out _));
        for (var n = 0; n < Limit - 1; n++)
        {
            Assert.True(gate.Leave(answered: false));
            Assert.Equal(DnsblPassage.Wait, gate.Enter(out _, out _)); // a silent one makes no room for another
        }
    }

    [Fact]
    public void A_believed_list_that_falls_silent_is_left_alone_for_half_a_minute()
    {
        var gate = Gate(DnsblGate.Start.Believed);
        Silence(gate);
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate));
        var verdict = Verdict(gate)!.Reading!.Value;
        Assert.Equal((DnsblStatus.Unknown, DnsblProblemKind.Timeout), (verdict.Status, verdict.Problem!.Kind));
        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        for (var n = 0; n < Limit; n++) Assert.Equal((DnsblPassage.Ask, false), Enter(gate)); // tried anew, as carefully as at first
        Assert.Equal((DnsblPassage.Wait, false), Enter(gate));
        for (var n = 0; n < Limit; n++) gate.Leave(answered: false);
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate));
    }

    [Theory]
    [InlineData(0)] // DnsblGate.Start.WithTest
    [InlineData(1)] // DnsblGate.Start.TestedLately
    public void Any_other_list_that_falls_silent_is_tested_before_it_is_asked_again(int start)
    {
        var gate = Gate((DnsblGate.Start)start);
        if (start == (int)DnsblGate.Start.WithTest)
        {
            gate.Enter(out _, out _);
            gate.Judge(Passed);
        }
        Silence(gate);
        Assert.Equal((DnsblPassage.Wait, true), Enter(gate));
        Assert.Equal((DnsblPassage.Wait, false), Enter(gate));
        gate.Judge(Passed);
        Assert.Equal((DnsblPassage.Ask, false), Enter(gate));
        Assert.False(gate.DoubtsNews);
    }

    [Theory]
    [InlineData(0)] // DnsblGate.Start.WithTest
    [InlineData(1)] // DnsblGate.Start.TestedLately
    public void A_list_that_passes_its_test_and_falls_silent_again_is_left_alone_like_a_dead_one(int start)
    {
        var gate = (DnsblGate.Start)start == DnsblGate.Start.WithTest ? Tested(Passed) : Gate((DnsblGate.Start)start);
        Silence(gate);
        Assert.Equal((DnsblPassage.Wait, true), Enter(gate));
        gate.Judge(Passed); // by an answer that a resolver kept

        for (var n = 0; n < Limit; n++) Assert.Equal((DnsblPassage.Ask, false), Enter(gate));
        Assert.Equal((DnsblPassage.Wait, false), Enter(gate)); // a few, until it answers itself
        for (var n = 0; n < Limit; n++) gate.Leave(answered: false);
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate)); // tests would pass for ever
        var reading = Verdict(gate)!.Reading!.Value;
        Assert.Equal((DnsblStatus.Unknown, DnsblProblemKind.Timeout), (reading.Status, reading.Problem!.Kind));

        _time.Advance(TimeSpan.FromSeconds(29.9));
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate));
        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal((DnsblPassage.Wait, true), Enter(gate));
        gate.Judge(Passed);
        for (var n = 0; n < Limit; n++) gate.Enter(out _, out _);
        for (var n = 0; n < Limit; n++) gate.Leave(answered: false);
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate)); // and a third time
    }

    [Fact]
    public void A_list_that_has_answered_since_it_fell_silent_is_tested_again_when_it_does_so_once_more()
    {
        var gate = Tested(Passed);
        Silence(gate);
        Assert.Equal((DnsblPassage.Wait, true), Enter(gate));
        gate.Judge(Passed);
        Assert.Equal((DnsblPassage.Ask, false), Enter(gate));
        Assert.True(gate.Leave(answered: true));

        Silence(gate);
        Assert.Equal((DnsblPassage.Wait, true), Enter(gate));
    }

    [Fact]
    public void Look_ups_from_before_it_fell_silent_do_not_count_against_the_list_that_passed_since()
    {
        var gate = Tested(Passed);
        const int UnderWay = 3 * Limit;
        for (var n = 0; n < UnderWay; n++) Assert.Equal(DnsblPassage.Ask, gate.Enter(out _, out _));
        for (var n = 0; n < Limit; n++) gate.Leave(answered: false);
        Assert.Equal((DnsblPassage.Wait, true), Enter(gate));
        gate.Judge(Passed);

        for (var n = 0; n < UnderWay - Limit; n++)
        {
            Assert.Equal(DnsblPassage.Wait, UnderWay - Limit - n >= Limit ? gate.Enter(out _, out _) : DnsblPassage.Wait); // no room beside them
            Assert.True(gate.Leave(answered: false));
        }
        for (var n = 0; n < Limit; n++) Assert.Equal((DnsblPassage.Ask, false), Enter(gate)); // open as ever
        for (var n = 0; n < Limit; n++) gate.Leave(answered: false);
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate)); // these do count
    }

    [Fact]
    public void An_answer_from_before_it_fell_silent_is_one()
    {
        var gate = Tested(Passed);
        for (var n = 0; n < 2 * Limit; n++) gate.Enter(out _, out _);
        for (var n = 0; n < Limit; n++) gate.Leave(answered: false);
        gate.Enter(out _, out _);
        gate.Judge(Passed);
        Assert.True(gate.Leave(answered: true));
        for (var n = 0; n < 100; n++) Assert.Equal((DnsblPassage.Ask, false), Enter(gate));
    }

    [Fact]
    public void A_list_is_on_credit_until_it_passes_and_found_out_only_by_a_test_that_says_something()
    {
        var gate = Gate(DnsblGate.Start.TestedLately);
        Assert.Equal((true, null), Credit(gate));
        gate.Judge(Failed(DnsblStatus.Unknown));
        Assert.Equal((true, null), Credit(gate));
        foreach (var status in new[] { DnsblStatus.Broken, DnsblStatus.Refused })
        {
            gate.Judge(Failed(status));
            Assert.Equal((true, status), Credit(gate));
        }
        gate.Judge(Passed);
        Assert.Equal((false, null), Credit(gate));
        gate.Judge(Failed(DnsblStatus.Broken)); // later in the run: what was said before was true then
        Assert.False(Credit(gate).IsOnCredit);
    }

    [Theory]
    [InlineData(0)] // DnsblGate.Start.WithTest
    [InlineData(2)] // DnsblGate.Start.Believed
    public void Nothing_else_is_on_credit(int start)
    {
        var gate = Gate((DnsblGate.Start)start);
        Assert.Equal((false, null), Credit(gate));
        gate.Judge(Failed(DnsblStatus.Broken));
        Assert.Equal((false, null), Credit(gate));
    }

    [Fact]
    public void One_answer_in_between_ends_a_silence()
    {
        var gate = Tested(Passed);
        for (var n = 0; n < 100; n++) Assert.Equal(DnsblPassage.Ask, gate.Enter(out _, out _));
        for (var n = 0; n < 50; n++) gate.Leave(answered: n % Limit == Limit - 1);
        Assert.Equal((DnsblPassage.Ask, false), Enter(gate));
    }

    [Fact]
    public void Silence_that_comes_in_while_a_list_is_closed_changes_nothing()
    {
        var gate = Gate(DnsblGate.Start.TestedLately);
        for (var n = 0; n < Limit; n++) gate.Enter(out _, out _);
        gate.Judge(Failed(DnsblStatus.Broken));
        for (var n = 0; n < Limit; n++) gate.Leave(answered: false);
        Assert.Equal((DnsblPassage.Closed, false), Enter(gate));
        Assert.Equal(DnsblStatus.Broken, Verdict(gate)!.Reading!.Value.Status);
    }

    [Fact]
    public void Only_a_list_that_was_tested_lately_and_not_in_this_run_doubts_news()
    {
        Assert.False(Gate(DnsblGate.Start.Believed).DoubtsNews);
        Assert.False(Gate(DnsblGate.Start.WithTest).DoubtsNews);
        var gate = Gate(DnsblGate.Start.TestedLately);
        Assert.True(gate.DoubtsNews);
        gate.Judge(Failed(DnsblStatus.Broken));
        Assert.True(gate.DoubtsNews); // of answers that were under way
        gate.Judge(Passed);
        Assert.False(gate.DoubtsNews);
    }

    [Fact]
    public async Task The_test_for_news_is_made_once_however_many_ask_for_it()
    {
        var gate = Gate(DnsblGate.Start.TestedLately);
        var test = new TaskCompletionSource<DnsblTestVerdict>();
        var made = 0;
        var waiting = Enumerable.Range(0, 20).Select(_ => gate.TestOnceMore(() =>
        {
            made++;
            return test.Task;
        })).ToList();
        test.SetResult(Passed);
        Assert.All(await Task.WhenAll(waiting), verdict => Assert.Same(Passed, verdict));
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task No_more_than_the_limit_pass_from_many_threads()
    {
        var gate = Gate(DnsblGate.Start.Believed);
        var passed = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 1000).Count(_ => Enter(gate).Passage == DnsblPassage.Ask))));
        Assert.Equal(Limit, passed.Sum());
    }

    [Fact]
    public void A_verdict_comes_with_a_closed_list_and_no_other()
    {
        var gate = Gate(DnsblGate.Start.TestedLately);
        Assert.Null(Verdict(gate));
        var failed = Failed(DnsblStatus.Broken);
        gate.Judge(failed);
        Assert.Same(failed, Verdict(gate));
        gate.Judge(Passed);
        Assert.Null(Verdict(gate));
    }

    private static DnsblTestVerdict Failed(DnsblStatus status) =>
        new([], new DnsblReading(status, [], [], new DnsblProblem(DnsblProblemKind.Timeout, "so it was.")), "2.0.0.127.bl.test");

    private static (DnsblPassage Passage, bool NeedsTest) Enter(DnsblGate gate) => (gate.Enter(out var needsTest, out _), needsTest);

    private static DnsblTestVerdict? Verdict(DnsblGate gate)
    {
        gate.Enter(out _, out var verdict);
        return verdict;
    }

    private static (bool IsOnCredit, DnsblStatus? Disproof) Credit(DnsblGate gate) => (gate.IsOnCredit(out var disproof), disproof?.Reading?.Status);

    /// <summary>Eight look-ups in a row without an answer.</summary>
    private static void Silence(DnsblGate gate)
    {
        for (var n = 0; n < Limit; n++) Assert.Equal(DnsblPassage.Ask, gate.Enter(out _, out _));
        for (var n = 0; n < Limit; n++) gate.Leave(answered: false);
    }

    private DnsblGate Gate(DnsblGate.Start start) => new(Lists.List("bl.test"), DnsblSubject.IPv4, start, _time);

    private DnsblGate Tested(DnsblTestVerdict verdict)
    {
        var gate = Gate(DnsblGate.Start.WithTest);
        Assert.Equal((DnsblPassage.Wait, true), Enter(gate));
        gate.Judge(verdict);
        return gate;
    }
}
