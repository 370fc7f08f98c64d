using SmtpAdmin.Smtp.Server;
using SmtpAdmin.Smtp.Protocol;

namespace SmtpAdmin.Core.Tests.Smtp.Server;

public sealed class SmtpStateTableTests
{
    private static readonly string[] States = ["connected", "greeted", "mail", "recipients", "chunks", "broken chunks", "needs TLS", "needs AUTH", "turned away"];

    /// <summary>RFC 5321 section 4.1.4 in codes: a command, and the reply to it in each of the states above.</summary>
    private static readonly (string Command, int[] Codes)[] Expected =
    [
        //                            connected greeted mail recipients chunks broken needs TLS needs AUTH turned away
        ("EHLO x",                    [250,     250,    250, 250,       250,   250,   250,      250,       503]),
        ("HELO x",                    [250,     250,    250, 250,       250,   250,   250,      250,       503]),
        ("EHLO",                      [501,     501,    501, 501,       501,   501,   501,      501,       503]),
        ("STARTTLS now",              [503,     501,    503, 503,       503,   503,   501,      501,       503]),
        ("AUTH PLAIN",                [503,     538,    503, 503,       503,   503,   530,      334,       503]),
        ("MAIL FROM:<a@example.test>", [503,    250,    503, 503,       503,   503,   530,      530,       503]),
        ("MAIL FROM:a",               [503,     501,    503, 503,       503,   503,   530,      530,       503]),
        ("RCPT TO:<b@example.test>",  [503,     503,    250, 250,       503,   503,   530,      530,       503]),
        ("DATA",                      [503,     503,    554, 354,       503,   503,   530,      530,       503]),
        ("DATA x",                    [503,     503,    554, 501,       503,   503,   530,      530,       503]),
        ("BDAT 0",                    [503,     503,    554, 250,       250,   503,   530,      530,       503]),
        ("BDAT 0 LAST",               [503,     503,    554, 250,       250,   503,   530,      530,       503]),
        ("BDAT 0 FIRST",              [501,     501,    501, 501,       501,   501,   501,      501,       501]),
        ("RSET",                      [250,     250,    250, 250,       250,   250,   530,      250,       503]),
        ("NOOP x",                    [250,     250,    250, 250,       250,   250,   250,      250,       503]),
        ("HELP",                      [214,     214,    214, 214,       214,   214,   530,      214,       503]),
        ("VRFY b",                    [252,     252,    252, 252,       252,   252,   530,      530,       503]),
        ("EXPN list",                 [502,     502,    502, 502,       502,   502,   530,      502,       503]),
        ("XYZZY",                     [500,     500,    500, 500,       500,   500,   500,      500,       503]),
        ("POST / HTTP/1.1",           [421,     421,    421, 421,       421,   421,   421,      421,       421]),
        ("QUIT",                      [221,     221,    221, 221,       221,   221,   221,      221,       221]),
    ];

    public static TheoryData<string, string, int> Cells
    {
        get
        {
            var cells = new TheoryData<string, string, int>();
            foreach (var (command, codes) in Expected)
            {
                for (var at = 0; at < codes.Length; at++) cells.Add(States[at], command, codes[at]);
            }
            return cells;
        }
    }

    [Theory]
    [MemberData(nameof(Cells))]
    public async Task A_command_gets_its_reply_in_each_state(string state, string command, int code)
    {
        await using var server = await InStateAsync(state);
        var reply = await server.SayAsync(command);
        Assert.Equal(code, int.Parse(reply[..3], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Every_state_but_the_last_has_a_cell_for_every_command()
    {
        foreach (var state in Enum.GetValues<SmtpServerState>().Where(state => state != SmtpServerState.Closed))
        {
            foreach (var verb in Enum.GetValues<SmtpVerb>()) Assert.NotNull(SmtpStateTable.Find(state, verb));
        }
    }

    [Theory]
    [InlineData("RSET")]
    [InlineData("EHLO again")]
    [InlineData("HELO again")]
    public async Task A_transaction_is_dropped_by(string command)
    {
        await using var server = await InStateAsync("recipients");
        Assert.StartsWith("250", await server.SayAsync(command), StringComparison.Ordinal);
        Assert.StartsWith("503", await server.SayAsync("RCPT TO:<c@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith("503", await server.SayAsync("DATA"), StringComparison.Ordinal);
        Assert.StartsWith("250", await server.SayAsync("MAIL FROM:<a@example.test>"), StringComparison.Ordinal);
        Assert.StartsWith("554", await server.SayAsync("DATA"), StringComparison.Ordinal); // its recipients are gone too
    }

    [Theory]
    [InlineData("NOOP")]
    [InlineData("HELP")]
    [InlineData("VRFY b")]
    [InlineData("XYZZY")]
    [InlineData("EHLO")]
    [InlineData("EHLO bad\"name")]
    [InlineData("MAIL FROM:<c@example.test>")]
    [InlineData("RCPT TO:bad")]
    [InlineData("RSET now")]
    [InlineData("STARTTLS")]
    public async Task A_transaction_survives(string command)
    {
        await using var server = await InStateAsync("recipients");
        await server.SayAsync(command);
        Assert.StartsWith("250", await server.DataAsync("x\r\n.\r\n"), StringComparison.Ordinal);
        var message = Assert.Single(server.Handler.Messages);
        Assert.Equal("<a@example.test>", message.Envelope.Mail.From.ToString());
        Assert.Equal("<b@example.test>", Assert.Single(message.Envelope.Recipients).To.ToString());
    }

    private static async Task<ServerUnderTest> InStateAsync(string state)
    {
        SmtpServerOptions With(SmtpServerOptions options)
        {
            options = options with
            {
                Certificate = () => TestCertificates.Server,
                Authenticator = TestUsers.List,
                Extensions = options.Extensions | SmtpServerExtensions.Chunking,
            };
            return state switch
            {
                "needs TLS" => options with { RequireTls = true },
                "needs AUTH" => options with { RequireAuth = true, AllowInsecureAuth = true },
                _ => options,
            };
        }

        var server = new ServerUnderTest(With, onConnect: state == "turned away" ? _ => new SmtpReply(554, "5.7.1 Not you") : null);
        await server.ReadAsync();
        if (state is "connected" or "turned away") return server;
        await server.SayAsync("EHLO client.example.test");
        if (state is "mail" or "recipients" or "chunks" or "broken chunks") await server.SayAsync("MAIL FROM:<a@example.test>");
        if (state is "recipients" or "chunks") await server.SayAsync("RCPT TO:<b@example.test>");
        if (state is "chunks" or "broken chunks") await server.SayAsync("BDAT 0");
        return server;
    }
}
