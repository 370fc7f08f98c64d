using System.Net;
using SmtpAdmin.Dane;
using SmtpAdmin.Dns;
using SmtpAdmin.Interop.Tests.Peers;

namespace SmtpAdmin.Interop.Tests.Dane;

/// <summary>Records made from what Postfix shows, held against Postfix by openssl, which checks DANE itself.</summary>
public sealed class TlsaInteropTests(PeerSet peers) : IAsyncLifetime
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private PostfixPeer Postfix => peers.Postfix;

    public async ValueTask InitializeAsync()
    {
        Peer.SkipUnlessAvailable("openssl");
        await Postfix.RequireAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Theory]
    [InlineData(PostfixService.Submission, TlsaUsage.DaneEe, TlsaSelector.Spki, TlsaMatchingType.Sha256)]
    [InlineData(PostfixService.Submission, TlsaUsage.DaneEe, TlsaSelector.Cert, TlsaMatchingType.Sha512)]
    [InlineData(PostfixService.Submission, TlsaUsage.DaneEe, TlsaSelector.Cert, TlsaMatchingType.Full)]
    [InlineData(PostfixService.ImplicitTls, TlsaUsage.DaneEe, TlsaSelector.Spki, TlsaMatchingType.Full)]
    [InlineData(PostfixService.Expired, TlsaUsage.DaneEe, TlsaSelector.Spki, TlsaMatchingType.Sha256)] // usage 3 asks for neither dates nor names: RFC 7671 section 5.1
    [InlineData(PostfixService.WrongName, TlsaUsage.DaneEe, TlsaSelector.Spki, TlsaMatchingType.Sha256)]
    [InlineData(PostfixService.SelfSigned, TlsaUsage.DaneEe, TlsaSelector.Spki, TlsaMatchingType.Sha256)]
    [InlineData(PostfixService.TlsRequired, TlsaUsage.DaneTa, TlsaSelector.Cert, TlsaMatchingType.Sha256)] // which sends its authority
    [InlineData(PostfixService.TlsRequired, TlsaUsage.DaneTa, TlsaSelector.Spki, TlsaMatchingType.Sha512)]
    public async Task Openssl_finds_that_the_record_holds_for_the_server_and_that_another_does_not(PostfixService service, TlsaUsage usage, TlsaSelector selector, TlsaMatchingType matchingType)
    {
        var record = await BuildAsync(service, usage, selector, matchingType);
        Assert.True(record.Passed, string.Join('\n', record.Findings));
        var data = Assert.Single(record.Value);
        var good = await CheckAsync(service, data);
        Assert.True(good.ExitCode == 0, good.Error);
        Assert.Contains("Verification: OK", good.Error, StringComparison.Ordinal);
        if (matchingType == TlsaMatchingType.Full) return; // what is no certificate or key is not even taken
        var last = data[^1] == '0' ? '1' : '0';
        Assert.NotEqual(0, (await CheckAsync(service, data[..^1] + last)).ExitCode);
    }

    [Fact]
    public async Task Of_a_server_that_does_not_send_its_authority_there_is_no_record_of_that()
    {
        var record = await BuildAsync(PostfixService.Submission, TlsaUsage.DaneTa, TlsaSelector.Cert, TlsaMatchingType.Sha256);
        Assert.Empty(record.RecordSets);
        Assert.Equal("TLSA-NO-ISSUER", record.Findings[0].Code);
    }

    [Fact]
    public async Task A_server_without_TLS_is_told()
    {
        var record = await BuildAsync(PostfixService.Plain, TlsaUsage.DaneEe, TlsaSelector.Spki, TlsaMatchingType.Sha256);
        Assert.Equal("TLSA-NO-STARTTLS", record.Findings[0].Code);
    }

    private async Task<TlsaNewRecord> BuildAsync(PostfixService service, TlsaUsage usage, TlsaSelector selector, TlsaMatchingType matchingType)
    {
        using var resolver = new DnsResolver(new DnsResolverOptions(), TimeProvider.System); // asks nobody: the server is given by address
        var request = new TlsaRequest
        {
            HostName = PostfixPeer.HostName,
            Ports = [service == PostfixService.ImplicitTls ? 465 : 25],
            Usage = usage,
            Selector = selector,
            MatchingType = matchingType,
            Connect = $"{Postfix[service]}",
            NoLookup = true,
        };
        var records = new List<TlsaNewRecord>();
        await foreach (var record in new TlsaRecordBuilder(resolver, TimeProvider.System).BuildAsync(request, null, Token)) records.Add(record);
        return Assert.Single(records);
    }

    private Task<PeerCommand> CheckAsync(PostfixService service, string data)
    {
        IPEndPoint server = Postfix[service];
        string[] startTls = service == PostfixService.ImplicitTls ? [] : ["-starttls", "smtp"];
        return PeerCommand.RunAsync(
            PeerProgram.Known["openssl"].Path,
            ["s_client", .. startTls, "-connect", $"{server}", "-brief", "-verify_return_error", "-dane_ee_no_namechecks", "-dane_tlsa_domain", PostfixPeer.HostName, "-dane_tlsa_rrdata", data],
            Token, input: "QUIT\r\n");
    }
}
