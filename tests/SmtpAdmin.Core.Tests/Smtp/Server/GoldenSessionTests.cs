using System.Text;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Server;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

/// <summary>
/// Sessions as RFCs print them, in tests/data/smtp-server. <c>C:</c> is sent, <c>S:</c> is expected, octet for octet (<c>*</c> stands for
/// anything at the end), <c>!</c> sets an option, <c>=</c> is the envelope and size of a message taken.
/// </summary>
public sealed class GoldenSessionTests
{
    public static TheoryData<string> Files => [.. Directory.GetFiles(TestData.PathOf("smtp-server"), "*.session").Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public Task A_session_runs_as_printed(string file) => ReplayAsync(file, pieces: int.MaxValue);

    [Theory]
    [MemberData(nameof(Files))]
    public Task A_session_runs_the_same_octet_by_octet(string file) => ReplayAsync(file, pieces: 1);

    private static async Task ReplayAsync(string file, int pieces)
    {
        var lines = File.ReadAllLines(TestData.PathOf(Path.Combine("smtp-server", file)));
        var settings = lines.Where(line => line.StartsWith('!')).Select(line => line[1..].Trim()).ToList();
        await using var server = new ServerUnderTest(options => Configure(options, settings));
        server.Handler.OnRecipient = recipient =>
            settings.Contains($"unknown {recipient.To.Address?.LocalPart}") ? new SmtpReply(550, "5.1.1 No such user here") : null;
        var output = new List<byte>();
        var taken = 0;
        foreach (var line in lines)
        {
            switch (line)
            {
                case ['C', ':', ..]:
                    output.AddRange(Encoding.UTF8.GetBytes(Content(line) + "\r\n"));
                    break;
                case ['S', ':', ..]:
                    await FlushAsync();
                    await ExpectAsync(server, Content(line));
                    break;
                case ['=', ..]:
                    Assert.Equal(line[1..].Trim(), Describe(server.Handler.Messages[taken++]));
                    break;
            }
        }
        await FlushAsync();
        Assert.Equal(taken, server.Handler.Messages.Count);
        Assert.Equal("", await EndAsync(server));

        async Task FlushAsync()
        {
            foreach (var piece in output.Chunk(pieces)) await server.SendAsync(piece);
            output.Clear();
        }
    }

    private static async Task<string> EndAsync(ServerUnderTest server)
    {
        if (!server.Run.IsCompleted) await server.HangUpAsync();
        return await server.ReadToEndAsync();
    }

    // Lines of one reply are expected one by one, so that a file reads like the RFC.
    private static async Task ExpectAsync(ServerUnderTest server, string expected)
    {
        var line = await server.ReadLineAsync();
        if (expected.EndsWith('*')) Assert.StartsWith(expected[..^1], line, StringComparison.Ordinal);
        else Assert.Equal(expected, line);
    }

    private static string Content(string line) => line.Length > 3 ? line[3..] : "";

    private static string Describe((SmtpSessionInfo Session, SmtpEnvelope Envelope, byte[] Content, ReceivedContent Seen) message) =>
        FormattableString.Invariant($"{message.Envelope.Mail.From} {string.Join(' ', message.Envelope.Recipients.Select(to => to.To))} {message.Content.Length}");

    private static SmtpServerOptions Configure(SmtpServerOptions options, List<string> settings)
    {
        foreach (var setting in settings)
        {
            options = setting.Split(' ') switch
            {
                ["host", var name] => options with { HostName = name },
                ["auth"] => options with { Authenticator = TestUsers.List, AllowInsecureAuth = true },
                ["require-auth"] => options with { RequireAuth = true },
                ["require-tls"] => options with { RequireTls = true, Certificate = () => TestCertificates.Server },
                ["max-size", var size] => options with { Limits = options.Limits with { MaxMessageSize = long.Parse(size, System.Globalization.CultureInfo.InvariantCulture) } },
                ["chunking"] => options with { Extensions = options.Extensions | SmtpServerExtensions.Chunking },
                ["limits"] => options with { Extensions = options.Extensions | SmtpServerExtensions.Limits },
                ["max-messages", var count] => options with { Limits = options.Limits with { MaxMessages = int.Parse(count, System.Globalization.CultureInfo.InvariantCulture) } },
                ["unknown", ..] => options,
                _ => throw new FormatException($"The setting '{setting}' is not known."),
            };
        }
        return options;
    }
}
