using System.Buffers.Binary;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dns;

public class HostileServerTests : ResolverTests
{
    [Fact]
    public async Task Answers_that_do_not_fit_are_ignored_and_waiting_goes_on()
    {
        await using var server = new FakeDnsServer(question =>
        {
            FakeDnsServer.SendFromElsewhere(question.WriteAddress("192.0.2.66"), question.From);
            var right = question.WriteAddress("192.0.2.66");
            var wrongId = (byte[])right.Clone();
            wrongId[1] ^= 1;
            var echo = (byte[])right.Clone();
            echo[2] &= 0x7f;
            return
            [
                [],
                [1],
                new byte[2000],
                wrongId,
                echo,
                right[..11],
                right[..20],
                question.Write(question.Address("192.0.2.66") with { Question = new DnsQuestion(DnsName.Parse("www.example.com"), DnsType.A) }),
                question.Write(question.Address("192.0.2.66") with { Question = new DnsQuestion(question.Name, DnsType.AAAA) }),
                question.Write(question.Address("192.0.2.66") with { Question = new DnsQuestion(question.Name, DnsType.A, 3) }),
                question.WriteAddress("192.0.2.1"),
            ];
        });
        await using var resolver = Resolver(server);

        var answer = await AskAsync(resolver);

        Assert.Equal("192.0.2.1", Assert.Single(answer.Records).DataText);
        Assert.Equal(10, resolver.Servers[0].Udp.Strays); // what came from elsewhere was dropped by the system
    }

    [Fact]
    public async Task A_flood_of_forged_answers_is_not_taken()
    {
        await using var server = new FakeDnsServer(question =>
        {
            var forged = question.WriteAddress("192.0.2.66");
            return Enumerable.Range(1, 150).Select(n =>
            {
                var datagram = (byte[])forged.Clone();
                BinaryPrimitives.WriteUInt16BigEndian(datagram, (ushort)(question.Query.Id + n));
                return datagram;
            }).Append(question.WriteAddress("192.0.2.1"));
        });
        await using var resolver = Resolver(server);

        Assert.Equal("192.0.2.1", Assert.Single((await AskAsync(resolver)).Records).DataText);
    }

    [Fact]
    public async Task Doubled_and_late_answers_never_end_up_with_another_question()
    {
        byte[]? late = null;
        await using var server = new FakeDnsServer(question =>
        {
            var right = question.WriteAddress($"192.0.2.{question.Name.Wire[1] - 'a'}");
            byte[][] datagrams = late is null ? [right, right] : [late, right, right, late];
            late = right;
            return datagrams;
        });
        await using var resolver = Resolver(server);

        for (var round = 0; round < 20; round++)
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 26).Select(n => AskAsync(resolver, $"{(char)('a' + n)}.example")));
            Assert.Equal(Enumerable.Range(0, 26).Select(n => $"192.0.2.{n}"), answers.Select(answer => answer.Records[0].DataText));
        }
    }

    [Fact]
    public async Task A_broken_answer_to_the_right_question_is_malformed_and_the_next_server_is_asked()
    {
        await using var broken = new FakeDnsServer(question => [question.WriteAddress()[..^2]]);
        await using var good = new FakeDnsServer(question => [question.WriteAddress()]);
        await using var alone = Resolver(broken);
        await using var both = Resolver(broken, good);

        var answer = await AskAsync(alone);

        Assert.Equal(DnsOutcome.Malformed, answer.Outcome);
        Assert.Contains("cut off", answer.Detail, StringComparison.Ordinal);
        Assert.Equal(DnsOutcome.Answer, (await AskAsync(both)).Outcome);
    }

    [Fact]
    public async Task Records_that_nobody_asked_for_are_left_out()
    {
        await using var server = FakeDnsServer.Messages(question => question.Address() with
        {
            Answers = [.. question.Address().Answers, new ARecord(DnsName.Parse("bank.example"), Hour, System.Net.IPAddress.Parse("192.0.2.66"))],
            Additional = [new ARecord(DnsName.Parse("bank.example"), Hour, System.Net.IPAddress.Parse("192.0.2.66"))],
        });
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { UseCache = true }, TimeProvider.System);

        Assert.Equal(Name, Assert.Single((await AskAsync(resolver)).Records).Name);
        await AskAsync(resolver, "bank.example");
        Assert.Equal(2, server.Questions.Count); // nothing about it was kept
    }

    [Fact]
    public async Task A_cut_answer_comes_whole_over_TCP()
    {
        await using var server = new FakeDnsServer(
            question => [question.Write(new DnsMessage { Truncated = true })],
            async (stream, question) =>
            {
                var octets = Prefixed(question.Write(new DnsMessage
                {
                    Answers = [.. Enumerable.Range(0, 200).Select(n => new TxtRecord(question.Name, Hour, [new byte[200]]))],
                }));
                foreach (var octet in octets[..100]) await stream.WriteAsync(new[] { octet }); // in dribs and drabs
                await stream.WriteAsync(octets.AsMemory(100));
            });
        await using var resolver = Resolver(server);

        Assert.Equal(200, (await AskAsync(resolver, type: DnsType.TXT)).Records.Count);
    }

    [Fact]
    public async Task A_connection_closed_in_the_middle_is_malformed()
    {
        foreach (var length in (int[])[0, 1, 2, 3, 30])
        {
            await using var server = new FakeDnsServer(
                question => [question.Write(new DnsMessage { Truncated = true })],
                async (stream, question) => await stream.WriteAsync(Prefixed(question.WriteAddress()).AsMemory(0, length)));
            await using var resolver = Resolver(server);

            var answer = await AskAsync(resolver);

            Assert.Equal(DnsOutcome.Malformed, answer.Outcome);
            Assert.Contains("(TC)", answer.Detail, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_TCP_answer_to_another_question_is_malformed()
    {
        await using var server = new FakeDnsServer(
            question => [question.Write(new DnsMessage { Truncated = true })],
            async (stream, question) =>
            {
                var octets = question.WriteAddress();
                octets[0] ^= 1;
                await stream.WriteAsync(Prefixed(octets));
            });
        await using var resolver = Resolver(server);

        Assert.Equal(DnsOutcome.Malformed, (await AskAsync(resolver)).Outcome);
    }

    [Fact]
    public async Task A_cut_answer_without_TCP_is_unreachable_and_says_what_happened()
    {
        await using var server = new FakeDnsServer(question => [question.Write(new DnsMessage { Truncated = true })]);
        await using var resolver = Resolver(server);

        var answer = await AskAsync(resolver);

        Assert.Equal(DnsOutcome.Unreachable, answer.Outcome);
        Assert.Contains("cut short (TC)", answer.Detail, StringComparison.Ordinal);
        Assert.Contains("TCP", answer.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_silent_over_TCP_ends_in_a_timeout()
    {
        await using var server = new FakeDnsServer(
            question => [question.Write(new DnsMessage { Truncated = true })],
            (_, _) => Task.Delay(Timeout.Infinite, Token));
        await using var resolver = new DnsResolver(Options(server.EndPoint) with { Timeout = TimeSpan.FromMilliseconds(300), Attempts = 1 }, TimeProvider.System);

        Assert.Equal(DnsOutcome.Timeout, (await AskAsync(resolver)).Outcome);
    }

    private static byte[] Prefixed(byte[] octets) => [(byte)(octets.Length >> 8), (byte)octets.Length, .. octets];
}
