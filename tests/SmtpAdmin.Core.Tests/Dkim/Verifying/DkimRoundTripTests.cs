using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Core.Tests.Fakes;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Verifying;

public sealed class DkimRoundTripTests
{
    private static readonly Gen<string> Values = Gen.Elements(" ", "\t", "a", "Word", "\r\n ", "\r\n\t", ":", ";", "=", "\u00C3\u00A9", "=?UTF-8?Q?=C3=A9?=", "<a@b.example>", ",").ArrayOf().Select(parts => string.Concat(parts.Prepend("x")));

    private static readonly Gen<string> Fields =
        from name in Gen.Elements("Subject", "To", "Date", "Message-ID", "Cc", "X-Other", "Received", "subject", "MIME-Version", "Content-Type", "List-Id")
        from space in Gen.Elements("", " ", "\t", "  ")
        from value in Values
        select $"{name}:{space}{value}\r\n";

    private static readonly Gen<string> Bodies = Gen.Elements("\r\n", " ", "\t", "a", "text", "\r\n\r\n", "\u00C3\u00A9", ".", "From ", " \r\n").ArrayOf().Select(string.Concat);

    private static readonly Gen<string> Messages =
        from before in Fields.ArrayOf()
        from sender in Values
        from after in Fields.ArrayOf()
        from body in Bodies
        from hasBody in Gen.Frequency((9, Gen.Constant(true)), (1, Gen.Constant(false)))
        select $"{string.Concat(before)}From: {sender}\r\n{string.Concat(after)}{(hasBody ? $"\r\n{body}" : "")}";

    private static readonly Gen<DkimSigningOptions> Options =
        from header in Gen.Elements(DkimCanonicalization.Simple, DkimCanonicalization.Relaxed)
        from body in Gen.Elements(DkimCanonicalization.Simple, DkimCanonicalization.Relaxed)
        from isRsa in Gen.Elements(true, false)
        from overSigned in Gen.Elements<string[]>([], ["From"], [.. DkimHeaderNames.OverSigned, "X-Other", "Absent"])
        from identity in Gen.Elements(null, "@football.example.com", "\"j\u00F6e; q=\"@sub.football.example.com")
        select SignedMessages.Options(isRsa ? SignedMessages.Rsa : SignedMessages.Ed25519, header, body) with { OverSignedHeaders = overSigned, Identity = identity };

    [Fact]
    public void What_is_signed_passes_as_it_is_and_with_the_other_line_ends() =>
        Prop.ForAll(Messages.ToArbitrary(), Options.ToArbitrary(), async (message, options) =>
        {
            var signed = await SignedMessages.SignAsync(message, options);
            Assert.EndsWith(message, signed, StringComparison.Ordinal);
            foreach (var ends in new[] { signed, signed.Replace("\r\n", "\n", StringComparison.Ordinal) })
                Assert.All(await SignedMessages.VerifyAsync(ends), result => Assert.Equal((DkimStatus.Pass, true, true), (result.Status, result.BodyHashMatches, result.HeaderHashMatches)));
            var unix = await SignedMessages.SignAsync(message.Replace("\r\n", "\n", StringComparison.Ordinal), options);
            Assert.DoesNotContain('\r', unix);
            Assert.All(await SignedMessages.VerifyAsync(unix.Replace("\n", "\r\n", StringComparison.Ordinal)), result => Assert.Equal(DkimStatus.Pass, result.Status));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));

    /// <summary>Every octet of the body and of the signed fields, and of the signature's own but for its base64, where some octets decode alike.</summary>
    [Fact]
    public async Task Any_other_octet_under_simple_canonicalization_fails()
    {
        const string message = "From: a@football.example.com\r\nSubject: a b\r\n c\r\n\r\nbody\r\n\r\nend\r\n";
        var options = SignedMessages.Options(SignedMessages.Rsa, DkimCanonicalization.Simple, DkimCanonicalization.Simple) with { Headers = ["From", "Subject"], OverSignedHeaders = ["From", "Subject"] };
        var signed = Encoding.Latin1.GetBytes(await SignedMessages.SignAsync(message, options));
        var verifier = new DkimVerifier(SignedMessages.Resolver(), TimeProvider.System);
        var base64 = Encoding.Latin1.GetString(signed).IndexOf("\tb=", StringComparison.Ordinal) + 3;
        var fields = Encoding.Latin1.GetString(signed).IndexOf("From: ", StringComparison.Ordinal);
        var random = new Random(1);
        for (var at = 0; at < signed.Length; at++)
        {
            if (at >= base64 && at < fields) continue;
            var changed = (byte[])signed.Clone();
            do changed[at] = (byte)random.Next(256);
            while (changed[at] == signed[at]);
            using var stream = new MemoryStream(changed);
            var results = await verifier.VerifyAsync(stream, new DkimVerifyOptions(), TestContext.Current.CancellationToken);
            if (results[0].Passed) Assert.Fail($"Octet {at} was {signed[at]}, became {changed[at]}, and the signature passed.");
        }
    }

    [Fact]
    public async Task No_message_brings_the_verifier_down()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa), SignedMessages.Options(SignedMessages.Ed25519));
        var splices = Gen.Elements("", "\r", "\n", "\0", ";", "=", "b=", "DKIM-Signature: ", "v=1; a=rsa-sha256; ", ":", " ", "\u00FF", "h=From:", "l=99999999999999999999;", "x=1;", "i=@", "=3", "--b\r\n", "\r\n\r\n");
        var changes = from at in Gen.Choose(0, signed.Length) from length in Gen.Choose(0, 30) from text in splices select (at, length, text);
        Prop.ForAll(changes.NonEmptyListOf().ToArbitrary(), async edits =>
        {
            var text = signed;
            foreach (var (at, length, insert) in edits)
            {
                var start = Math.Min(at, text.Length);
                text = text.Remove(start, Math.Min(length, text.Length - start)).Insert(start, insert);
            }
            await SurvivesAsync(text, SignedMessages.Resolver());
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(400));
    }

    [Fact]
    public void No_octets_at_all_bring_the_verifier_down() =>
        Prop.ForAll(
            Gen.Elements("DKIM-Signature:", "v=1;", "a=rsa-sha256;", "d=football.example.com;", "s=rsa;", "h=from;", "bh=AAAA;", "b=AAAA", "\r\n", "\n", "\r", " ", ":", "From: a", "\0", "\u00E9", ";", "=").ArrayOf().Select(string.Concat).ToArbitrary(),
            async text => await SurvivesAsync(text, SignedMessages.Resolver())).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Fact]
    public async Task No_key_record_brings_the_verifier_down()
    {
        var signed = await SignedMessages.SignAsync(Rfc8463Message.Unsigned, SignedMessages.Options(SignedMessages.Rsa));
        var record = Encoding.Latin1.GetBytes(SignedMessages.Record(SignedMessages.Rsa));
        var key = SignedMessages.Rsa.PublicKeyData();
        var changes = (from at in Gen.Choose(0, 1000) from octet in Gen.Choose(0, 255) from inKey in Gen.Elements(true, false) select (at, octet, inKey)).NonEmptyListOf();
        Prop.ForAll(changes.ToArbitrary(), async edits =>
        {
            var (text, data) = ((byte[])record.Clone(), (byte[])key.Clone());
            foreach (var (at, octet, inKey) in edits)
            {
                if (inKey) data[at % data.Length] = (byte)octet;
                else text[at % text.Length] = (byte)octet;
            }
            await SurvivesAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, Encoding.Latin1.GetString(text)));
            await SurvivesAsync(signed, new StubResolver().Txt(SignedMessages.RsaName, $"v=DKIM1; p={Convert.ToBase64String(data)}"));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(200));
    }

    private static async Task SurvivesAsync(string message, StubResolver resolver)
    {
        var results = await SignedMessages.VerifyAsync(message, resolver);
        Assert.NotEmpty(results);
        Assert.All(results, result =>
        {
            Assert.Equal(result.Status == DkimStatus.Pass, result.Reason.Length == 0);
            Assert.True(result.Reason.Length < 1000);
            Assert.DoesNotContain(result.AuthenticationResults, character => char.IsControl(character) && character is not ('\r' or '\n' or '\t'));
            Assert.All(result.Findings, finding => Assert.DoesNotContain(finding.Message + finding.Remedy, char.IsControl));
        });
    }
}
