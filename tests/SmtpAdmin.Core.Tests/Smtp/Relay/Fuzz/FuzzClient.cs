using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using SmtpAdmin.Core.Tests.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Fuzz;

/// <summary>Plays one dialogue to a server, whatever it answers.</summary>
internal static partial class FuzzClient
{
    private const string TlsBegins = "220 2.0.0 ";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    /// <summary>Plays one.</summary>
    /// <returns>The names that accepted messages were given.</returns>
    public static async Task<IReadOnlyList<string>> PlayAsync(IPEndPoint server, Random random, CancellationToken cancellationToken)
    {
        using var hurry = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        hurry.CancelAfter(Patience);
        using var client = new TcpClient { NoDelay = true };
        await client.ConnectAsync(server, hurry.Token);
        var dialogue = FuzzDialogue.Create(random);
        var isSecured = random.Next(6) == 0;
        var isTorn = random.Next(8) == 0;
        Stream stream = client.GetStream();
        if (isSecured) stream = await SecureAsync(stream, hurry.Token);
        else if (random.Next(10) > 0) await ReadReplyAsync(stream, 1, hurry.Token); // who speaks before the greeting gets no further
        await using var _ = stream;
        var answers = new FuzzAnswers(stream, hurry.Token);
        try
        {
            foreach (var step in dialogue)
            {
                if (isTorn && random.Next(5) == 0) break;
                var heard = answers.Length;
                for (var at = 0; at < step.Length;)
                {
                    var count = Math.Min(step.Length - at, random.Next(1, 4000));
                    await stream.WriteAsync(step.AsMemory(at, count), hurry.Token);
                    at += count;
                }
                if (random.Next(20) > 0) await answers.WaitAsync(heard, hurry.Token);
            }
            if (isTorn) client.LingerState = new LingerOption(true, 0);
            if (isTorn) client.Close();
            else client.Client.Shutdown(SocketShutdown.Send); // under TLS too: a close_notify beside the read that is under way would tear OpenSSL's memory
        }
        catch (Exception error) when (error is IOException || (stream is SslStream && error is not OperationCanceledException)) // OpenSSL's own errors have no public type
        {
            client.Close(); // the server has had enough, or TLS has: without an end it would wait for more
        }
        return Check(await answers.AllAsync(), isStarted: isSecured);
    }

    private static async Task<SslStream> SecureAsync(Stream stream, CancellationToken cancellationToken)
    {
        await stream.WriteAsync("EHLO fuzz.test\r\n"u8.ToArray(), cancellationToken);
        await ReadReplyAsync(stream, 2, cancellationToken); // the greeting too
        await stream.WriteAsync("STARTTLS\r\n"u8.ToArray(), cancellationToken);
        await ReadReplyAsync(stream, 1, cancellationToken);
        var secured = new SslStream(stream);
        await secured.AuthenticateAsClientAsync(TestCertificates.Client, cancellationToken);
        return secured;
    }

    /// <summary>An octet at a time, so that nothing of what comes behind is taken.</summary>
    private static async Task ReadReplyAsync(Stream stream, int replies, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var octet = new byte[1];
        while (replies > 0)
        {
            await stream.ReadExactlyAsync(octet, cancellationToken);
            if (octet[0] != '\n') line.Append((char)octet[0]);
            else if (line[3] == ' ') replies--;
            if (octet[0] == '\n') line.Clear();
        }
    }

    /// <summary>Whatever was said to it, a server answers in replies (RFC 5321 section 4.2).</summary>
    private static List<string> Check(byte[] answers, bool isStarted)
    {
        var names = new List<string>();
        var text = Encoding.Latin1.GetString(answers);
        var lines = text.Split("\r\n");
        foreach (var line in lines[..^1]) // the last is cut off, or nothing
        {
            Assert.True(ReplyLine().IsMatch(line), $"This is no line of a reply: {line}");
            if (Queued().Match(line) is { Success: true } queued) names.Add(queued.Groups[1].Value);
            if (!isStarted && line.StartsWith(TlsBegins, StringComparison.Ordinal) && line.Contains("TLS", StringComparison.Ordinal)) break; // what follows is TLS's
        }
        return names;
    }

    [GeneratedRegex(@"^[2345][0-5]\d([ -][ -~]*)?$")]
    private static partial Regex ReplyLine();

    [GeneratedRegex(@"^250 2\.0\.0 Ok: queued as (\S+)$")]
    private static partial Regex Queued();
}
