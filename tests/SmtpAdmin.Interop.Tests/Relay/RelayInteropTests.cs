using System.Globalization;
using System.Text;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>What tests of the relay with other people's software have in common.</summary>
/// <param name="peers">All servers.</param>
public abstract class RelayInteropTests(PeerSet peers) : IDisposable
{
    private readonly PeerDirectory _directory = new("relay-test");

    /// <summary>The run's token.</summary>
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>All servers.</summary>
    protected PeerSet Peers { get; } = peers;

    /// <inheritdoc/>
    public void Dispose()
    {
        _directory.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Writes a file that goes with the test; gives its path.</summary>
    protected string WriteFile(string name, byte[] octets)
    {
        File.WriteAllBytes(_directory[name], octets);
        return _directory[name];
    }

    /// <summary>Sends a message by a client that has nothing of the relay in it; gives the name that the relay gave it.</summary>
    internal static async Task<string> SendAsync(RunningRelay relay, SampleMessage message, string from, params IEnumerable<string> to)
    {
        await using var client = await PlainClient.ConnectAsync(relay.EndPoint, Token);
        return await client.SendAsync(message.DataOctets, from, to, Token);
    }

    /// <summary>What arrived is what was sent, octet for octet, under one Received field for each server on the way.</summary>
    internal static void AssertSame(SampleMessage sent, LabMessage arrived, int received = 1)
    {
        var text = Encoding.Latin1.GetString(arrived.Content.Span);
        var at = 0;
        for (; received > 0; received--)
        {
            Assert.StartsWith("Received: ", text[at..], StringComparison.Ordinal);
            do at = text.IndexOf("\r\n", at, StringComparison.Ordinal) + 2;
            while (text[at] is ' ' or '\t');
        }
        Assert.Equal(Encoding.Latin1.GetString(sent.Octets), text[at..]);
    }

    /// <summary>What a mailbox holds ends with what was sent, octet for octet.</summary>
    internal static void AssertSame(SampleMessage sent, ReceivedMail arrived)
    {
        var (expected, actual) = (Encoding.Latin1.GetString(sent.UnixOctets), Encoding.Latin1.GetString(arrived.Octets));
        Assert.True(actual.Length > expected.Length, actual);
        Assert.Equal(expected, actual[(actual.Length - expected.Length)..]);
    }

    /// <summary>The relay's own Received field, unfolded.</summary>
    internal static string ReceivedField(LabMessage message)
    {
        var text = message.Text;
        return text[..text.IndexOf("\r\nFrom:", StringComparison.Ordinal)].Replace("\r\n\t", " ", StringComparison.Ordinal);
    }

    /// <summary>A port as text.</summary>
    protected static string Port(System.Net.IPEndPoint endPoint) => endPoint.Port.ToString(CultureInfo.InvariantCulture);
}
