using System.Text;
using SmtpAdmin.Dkim;
using SmtpAdmin.Interop.Tests.Dkim;
using SmtpAdmin.Interop.Tests.Peers;
using SmtpAdmin.Lab;

namespace SmtpAdmin.Interop.Tests.Relay;

/// <summary>What the relay signs on the way in, others find good when it has come out.</summary>
public class RelayDkimTests(PeerSet peers) : RelayInteropTests(peers)
{
    [Fact]
    public async Task Both_signatures_verify_for_dkimpy_and_OpenDKIM()
    {
        await Peers.Dkimpy.RequireAsync();
        await Peers.OpenDkim.RequireAsync();
        var keys = new[] { Peers.DkimKeys.Rsa, Peers.DkimKeys.Ed25519 };
        using var rsa = DkimSigningKey.Read(await File.ReadAllTextAsync(keys[0].Path, Token), "");
        using var ed25519 = DkimSigningKey.Read(await File.ReadAllTextAsync(keys[1].Path, Token), "");
        await using var sink = LabSmtpSink.Start();
        await using var relay = await RunningRelay.StartAsync(sink.EndPoint, options => options with
        {
            DkimSignatures = [.. keys.Zip([rsa, ed25519], (key, read) => new DkimSigningOptions { Domain = DkimPeerKey.Domain, Selector = key.Selector, Key = read })],
        });
        SampleMessage[] messages = [new($"alice@{DkimPeerKey.Domain}"), new($"alice@{DkimPeerKey.Domain}", isEightBit: false)];
        var bare = Encoding.ASCII.GetBytes($"From: alice@{DkimPeerKey.Domain}\r\nSubject: without Date and Message-ID\r\n\r\n\r\n\r\n.\r\n");

        foreach (var message in messages) await SendAsync(relay, message, $"alice@{DkimPeerKey.Domain}", "bob@interop.test");
        await using (var client = await PlainClient.ConnectAsync(relay.EndPoint, Token)) await client.SendAsync(bare, $"alice@{DkimPeerKey.Domain}", ["bob@interop.test"], Token);

        await relay.WaitUntilEmptyAsync(Token);
        Assert.Equal(messages.Length + 1, sink.MessageCount);
        foreach (var arrived in sink.Messages)
        {
            foreach (var verifier in (DkimPeer[])[Peers.Dkimpy, Peers.OpenDkim])
            {
                var verdicts = await verifier.VerifyAsync(arrived.Content.ToArray(), Token);
                Assert.Equal([("ed25519", true), ("rsa", true)], verdicts.Select(verdict => (verdict.Selector, verdict.Passes)).Order());
            }
        }
        Assert.All(sink.Messages, arrived => Assert.StartsWith("DKIM-Signature:", arrived.Text, StringComparison.Ordinal));
    }
}
