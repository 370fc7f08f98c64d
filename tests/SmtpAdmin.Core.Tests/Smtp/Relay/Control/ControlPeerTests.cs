using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using SmtpAdmin.Core.Tests.Dkim;
using SmtpAdmin.Core.Tests.Smtp.Server;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Control;

/// <summary>Clients and relays on the control channel that do what they should not, or are of another version.</summary>
public sealed class ControlPeerTests : IDisposable
{
    private const int Places = 16; // how many a relay serves at once

    private readonly TemporaryFolder _folder = new();

    private string ControlPath => RelayControlPath.For(_folder.Path);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ControlPeerTests() => Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has a named pipe in the place of the socket.");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("nonsense\n", "invalid")]
    [InlineData("null\n", "The request is empty.")]
    [InlineData("{\"Command\":\"Status\"", "The line is not whole.")]
    [InlineData("{\"Command\":\"Explode\"}\n", "could not be converted")]
    [InlineData("{\"Command\":99}\n", "older version")]
    [InlineData("{\"Command\":\"Change\",\"Action\":99}\n", "lever 99")]
    public async Task A_request_that_is_none_is_told(string request, string expected)
    {
        var relay = new FakeRelay { Problem = new InvalidOperationException("No lever 99.") };
        await using var server = new RelayControlServer(ControlPath, group: null, relay, TimeProvider.System);
        using var answer = JsonDocument.Parse(await AskAsync(request));
        Assert.Contains(expected, answer.RootElement.GetProperty("Error").GetString(), StringComparison.OrdinalIgnoreCase);
        Assert.NotNull(await SmtpRelayClient.FindAsync(_folder.Path, Token));
    }

    [Fact]
    public async Task A_request_that_says_nothing_gets_nothing()
    {
        await using var server = new RelayControlServer(ControlPath, group: null, new FakeRelay(), TimeProvider.System);
        Assert.Equal("", await AskAsync(""));
    }

    [Fact]
    public async Task A_request_without_end_takes_no_endless_memory()
    {
        var lines = new ControlLines(new MemoryStream(new byte[3 * ControlLines.MaxRequestLength]), ControlLines.MaxRequestLength);
        var problem = await Assert.ThrowsAsync<InvalidDataException>(() => lines.ReadAsync(Token).AsTask());
        Assert.Equal("The line is too long.", problem.Message);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Lines_are_the_same_however_they_arrive(int step)
    {
        string[] expected = ["", "one", new('x', 40_000), "two", ""];
        using var stream = new PieceStream(Encoding.ASCII.GetBytes(string.Concat(expected.Select(line => line + "\n"))), step);
        var lines = new ControlLines(stream, ControlLines.MaxRequestLength);
        foreach (var line in expected) Assert.Equal(line, Encoding.ASCII.GetString((await lines.ReadAsync(Token))!.Value.Span));
        Assert.Null(await lines.ReadAsync(Token));
    }

    [Theory]
    [InlineData("", "ended in the middle of its answer")]
    [InlineData("{\"Status\":", "ended in the middle of its answer")]
    [InlineData("{\"IsEnd\":true}\n", "says nothing of how it does")]
    [InlineData("{\"Error\":\"Not now.\"}\n", "Not now.")]
    [InlineData("220 mail.example.org ESMTP\n", "cannot be read")]
    [InlineData("{\"Status\":{\"State\":\"Dancing\"}}\n", "cannot be read")]
    public async Task An_answer_that_is_none_is_told(string answer, string expected)
    {
        await using var listener = new ControlListener(ControlPath, group: null, async (stream, closing) =>
        {
            if (await new ControlLines(stream, ControlLines.MaxRequestLength).ReadAsync(closing) is not null) await stream.WriteAsync(Encoding.UTF8.GetBytes(answer), closing);
        });
        var client = await SmtpRelayClient.FindAsync(_folder.Path, Token);
        var problem = await Assert.ThrowsAsync<SmtpRelayException>(() => client!.GetStatusAsync(Token));
        Assert.Contains(expected, problem.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_comes_when_all_places_are_taken_waits_for_one()
    {
        await using var server = new RelayControlServer(ControlPath, group: null, new FakeRelay(), TimeProvider.System);
        var idle = new List<Socket>();
        for (var number = 0; number < Places; number++) idle.Add(await ConnectAsync());
        var client = await SmtpRelayClient.FindAsync(_folder.Path, Token);
        var asking = client!.GetStatusAsync(Token);
        foreach (var socket in idle) socket.Dispose();
        Assert.Equal(SmtpRelayState.Running, (await asking).State);
    }

    [Fact]
    public async Task Who_asks_nothing_gives_the_place_back()
    {
        var clock = new ManualClock();
        await using var server = new RelayControlServer(ControlPath, group: null, new FakeRelay(), clock);
        var idle = new List<Socket>();
        for (var number = 0; number < Places; number++) idle.Add(await ConnectAsync());
        var client = await SmtpRelayClient.FindAsync(_folder.Path, Token);
        var asking = client!.GetStatusAsync(Token);
        await clock.AdvanceUntilAsync(asking, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(20));
        Assert.Equal(SmtpRelayState.Running, (await asking).State);
        foreach (var socket in idle) socket.Dispose();
    }

    [Fact]
    public async Task A_relay_that_many_wait_for_is_found()
    {
        using var busy = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        busy.Bind(new UnixDomainSocketEndPoint(ControlPath));
        busy.Listen(1);
        var waiting = new List<Socket>();
        var isFull = false;
        try
        {
            while (waiting.Count < 100) waiting.Add(await ConnectAsync());
        }
        catch (SocketException)
        {
            isFull = true;
        }
        Assert.SkipUnless(isFull, "This system has everybody wait.");
        var finding = SmtpRelayClient.FindAsync(_folder.Path, Token);
        foreach (var socket in waiting)
        {
            (await busy.AcceptAsync(Token)).Dispose();
            socket.Dispose();
        }
        Assert.NotNull(await finding);
    }

    [Fact]
    public async Task The_end_waits_for_nobody_who_says_nothing()
    {
        var server = new RelayControlServer(ControlPath, group: null, new FakeRelay(), TimeProvider.System);
        using var idle = await ConnectAsync();
        var client = await SmtpRelayClient.FindAsync(_folder.Path, Token);
        await client!.GetStatusAsync(Token); // who came before is served by now
        await server.DisposeAsync();
        Assert.Equal(0, await idle.ReceiveAsync(new byte[1], Token));
    }

    private async Task<Socket> ConnectAsync()
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(ControlPath), Token);
        return socket;
    }

    /// <summary>Sends something, says that this is all, and takes the answer.</summary>
    private async Task<string> AskAsync(string request)
    {
        using var socket = await ConnectAsync();
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.UTF8);
        await socket.SendAsync(Encoding.UTF8.GetBytes(request), Token);
        socket.Shutdown(SocketShutdown.Send);
        return await reader.ReadToEndAsync(Token);
    }
}
