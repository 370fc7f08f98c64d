using System.Text;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dns;

namespace SmtpAdmin.Core.Tests.Dkim.Verifying;

public sealed class DkimVerifierStreamTests
{
    [Fact]
    public async Task However_a_message_is_cut_it_passes()
    {
        foreach (var message in new[] { Rfc8463Message.Unsigned, Rfc8463Message.Unsigned.ReplaceLineEndings("\n"), "From: a@football.example.com\r\n\r\n", "From: a@football.example.com" })
        {
            var signed = await SignedMessages.SignAsync(message, SignedMessages.Options(SignedMessages.Rsa), SignedMessages.Options(SignedMessages.Ed25519, DkimCanonicalization.Simple, DkimCanonicalization.Simple));
            for (var piece = 1; piece <= signed.Length; piece += piece < 80 ? 1 : 37)
            {
                await using var stream = new PieceStream(Encoding.Latin1.GetBytes(signed), piece);
                Assert.All(await SignedMessages.VerifyAsync("", stream: stream), result => Assert.Equal(DkimStatus.Pass, result.Status));
            }
        }
    }

    [Fact]
    public async Task However_the_message_to_sign_is_cut_the_signed_one_is_the_same()
    {
        var options = SignedMessages.Options(SignedMessages.Rsa) with { Timestamp = SignedMessages.Now };
        var expected = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, options);
        for (var piece = 1; piece <= Rfc8463Message.Unsigned.Length; piece++)
        {
            await using var stream = new PieceStream(Encoding.Latin1.GetBytes(Rfc8463Message.Unsigned), piece);
            using var output = new MemoryStream();
            await new DkimSigner(TimeProvider.System).WriteSignedAsync(stream, [options], output, TestContext.Current.CancellationToken);
            Assert.Equal(expected, Encoding.Latin1.GetString(output.ToArray()));
        }
    }

    [Fact]
    public async Task A_header_section_of_64_KB_is_read_and_one_octet_more_is_not_however_it_is_cut()
    {
        foreach (var (extra, isRead) in new[] { (0, true), (1, false) })
        {
            var start = "From: a@football.example.com\r\nX-Long: ";
            var message = $"{start}{new string('x', DkimMessageReader.MaxHeadLength - start.Length - 2 + extra)}\r\n\r\nbody\r\n";
            foreach (var piece in new[] { 1, DkimMessageReader.MaxHeadLength - 1, DkimMessageReader.MaxHeadLength, DkimMessageReader.MaxHeadLength + 1, DkimMessageReader.MaxHeadLength + 2, message.Length })
            {
                await using var stream = new PieceStream(Encoding.Latin1.GetBytes(message), piece);
                var result = Assert.Single(await SignedMessages.VerifyAsync("", stream: stream));
                Assert.Equal(isRead ? DkimStatus.None : DkimStatus.PermError, result.Status);
                Assert.Equal(!isRead, result.Findings.Any(finding => finding.Code == "DKIM-HEAD-TOO-LONG"));
            }
        }
    }

    [Fact]
    public async Task A_message_of_100_000_header_fields_or_with_one_of_10_MB_is_told_and_not_read()
    {
        var many = string.Concat(Enumerable.Repeat("X-A: b\r\n", 100_000));
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        Assert.Equal(DkimStatus.PermError, (await SignedMessages.VerifyOneAsync(many + signed)).Status);
        await using var long1 = new PieceStream(Encoding.Latin1.GetBytes($"X-Long: {new string('x', 10 * 1024 * 1024)}\r\n{signed}"), 65536);
        Assert.Equal(DkimStatus.PermError, Assert.Single(await SignedMessages.VerifyAsync("", stream: long1)).Status);
        Assert.True(long1.Taken < 300_000, $"{long1.Taken} octets were read.");
    }

    [Fact]
    public async Task When_the_message_cannot_be_read_the_questions_under_way_end()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa), SignedMessages.Options(SignedMessages.Ed25519));
        var resolver = new PatientResolver();
        await using var stream = new PieceStream(Encoding.Latin1.GetBytes(signed), 200) { FailsAtEnd = true };
        var error = await Assert.ThrowsAsync<IOException>(() => new DkimVerifier(resolver, TimeProvider.System).VerifyAsync(stream, new DkimVerifyOptions(), TestContext.Current.CancellationToken));
        Assert.Equal("The disk is gone.", error.Message);
        Assert.Equal((2, 2), (resolver.Asked, resolver.Cancelled));
    }

    [Fact]
    public async Task Who_cancels_gets_no_result()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        using var stop = new CancellationTokenSource();
        using var stream = new MemoryStream(Encoding.Latin1.GetBytes(signed));
        var work = new DkimVerifier(new PatientResolver(), TimeProvider.System).VerifyAsync(stream, new DkimVerifyOptions(), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => work);
    }

    [Fact]
    public async Task Many_messages_give_a_report_each_and_one_that_cannot_be_read_loses_none()
    {
        var signed = Encoding.Latin1.GetBytes(await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa)));
        var left = new MemoryStream(signed);
        var sources = Enumerable.Range(0, 40).Select(number => number switch
        {
            7 => DkimMessageSource.OfFile(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName())),
            8 => DkimMessageSource.OfFile(Path.GetTempPath()),
            9 => new DkimMessageSource("left open", () => left, LeaveOpen: true),
            _ => new DkimMessageSource($"{number}", () => new MemoryStream(signed)),
        }).ToAsyncEnumerable();
        var reports = new List<DkimMessageReport>();
        await foreach (var report in new DkimVerifier(SignedMessages.Resolver(), TimeProvider.System).VerifyAllAsync(sources, new DkimVerifyOptions(), TestContext.Current.CancellationToken)) reports.Add(report);
        Assert.Equal(40, reports.Count);
        Assert.Equal(2, reports.Count(report => report.Error is not null && report.Results.Count == 0));
        Assert.All(reports.SelectMany(report => report.Results.Select(result => (report, result))), pair => Assert.Equal((DkimStatus.Pass, pair.report.Source.Path), (pair.result.Status, pair.result.Path)));
        Assert.True(left.CanRead);
    }

    [Fact]
    public async Task A_stream_that_cannot_seek_is_verified_from_where_it_is()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        using var later = new MemoryStream(Encoding.Latin1.GetBytes("before" + signed)) { Position = 6 };
        Assert.Equal(DkimStatus.Pass, Assert.Single(await SignedMessages.VerifyAsync("", stream: later)).Status);
        await using var stream = new PieceStream(Encoding.Latin1.GetBytes(signed + "footer\r\n"), 100);
        var result = Assert.Single(await SignedMessages.VerifyAsync("", stream: stream));
        Assert.Equal(DkimStatus.Fail, result.Status);
        Assert.Contains("DKIM-BODY-CHANGED", result.Findings.Select(finding => finding.Code));
        using var seeking = new MemoryStream(Encoding.Latin1.GetBytes("before" + signed + "footer\r\n")) { Position = 6 };
        Assert.Contains("DKIM-BODY-FOOTER", Assert.Single(await SignedMessages.VerifyAsync("", stream: seeking)).Findings.Select(finding => finding.Code));
    }

    private sealed class PatientResolver : IDnsResolver
    {
        private int _asked;
        private int _cancelled;

        public int Asked => _asked;

        public int Cancelled => _cancelled;

        public async ValueTask<DnsAnswer> ResolveAsync(DnsName name, DnsType type, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref _asked);
            try
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }
            finally
            {
                Interlocked.Increment(ref _cancelled);
            }
            throw new InvalidOperationException();
        }
    }
}
