using System.Text;
using System.Text.Json.Nodes;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Dkim;

namespace SmtpAdmin.Core.Tests.Dkim.Rotation.State;

public sealed class DkimRotationStateTextTests
{
    private const string Key = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

    private static readonly DkimRotationState Whole = new()
    {
        Domain = "example.org",
        Stage = DkimRotationStage.Retiring,
        Selector = "s202611a",
        PrivateKeyPath = Path.GetFullPath("/keys/example.org.s202611a.key"),
        OldSelector = "old",
        Algorithm = DkimKeyAlgorithm.Ed25519,
        PublicKey = Key,
        Record = $"v=DKIM1; k=ed25519; p={Key}",
        KeyCreatedAt = new DateTimeOffset(2026, 11, 2, 3, 0, 0, TimeSpan.Zero).AddTicks(1234567),
        SeenAt = new DateTimeOffset(2026, 11, 9, 3, 0, 0, TimeSpan.Zero),
        PublishedAt = new DateTimeOffset(2026, 11, 3, 3, 0, 0, TimeSpan.Zero),
        CacheTime = TimeSpan.FromHours(1),
        SigningAt = new DateTimeOffset(2026, 11, 4, 3, 0, 0, TimeSpan.Zero),
        OldUnusedAt = new DateTimeOffset(2026, 11, 4, 3, 0, 0, TimeSpan.Zero),
        StatedSelector = "old",
    };

    [Fact]
    public void What_is_written_is_read_as_it_was()
    {
        var intent = new DkimRotationState { Domain = "xn--mnchen-3ya.example", Selector = "s", PrivateKeyPath = Path.GetFullPath("/k\u00e9y\"'\n/xn--mnchen-3ya.example.s.key") };
        foreach (var state in new[] { Whole, intent, Whole with { RevokedAt = Whole.SeenAt, Stage = DkimRotationStage.Retired }, Whole with { PublishedAt = null } })
            Assert.Equal(state, DkimRotationStateText.Read(DkimRotationStateText.Write(state)));
    }

    [Theory]
    [InlineData("domain", "\"a b\"", "the domain")]
    [InlineData("selector", "\"OLD\"", "the same")]
    [InlineData("selector", "\"\"", "the selector")]
    [InlineData("oldSelector", "\"..\"", "the old selector")]
    [InlineData("privateKeyPath", "\"new.key\"", "full")]
    [InlineData("privateKeyPath", "\"/etc/passwd\"", "the name of its domain")]
    [InlineData("publicKey", "\"!\"", "base64")]
    [InlineData("publicKey", "null", "base64")]
    [InlineData("record", "\"v=DKIM1; k=ed25519; p=AAAA\"", "the record")]
    [InlineData("cacheSeconds", "-1", "range")]
    [InlineData("cacheSeconds", "99999999", "range")]
    [InlineData("signingAt", "null", "since when")]
    [InlineData("oldUnusedAt", "null", "since when")]
    [InlineData("publishedAt", "\"9999-12-31T00:00:00Z\"", "range")]
    [InlineData("publishedAt", "\"2090-01-01T00:00:00Z\"", "later than")]
    [InlineData("publishedAt", "\"yesterday\"", "no state")]
    [InlineData("stage", "\"Lost\"", "no state")]
    [InlineData("stage", "4", "no state")]
    [InlineData("version", "0", "version")]
    [InlineData("version", "null", "version")]
    [InlineData("version", "\"1\"", "no state")]
    public void A_state_that_cannot_be_is_damaged(string member, string value, string why)
    {
        var json = JsonNode.Parse(DkimRotationStateText.Write(Whole))!.AsObject();
        json[member] = JsonNode.Parse(value);
        var damage = Assert.Throws<DkimRotationDamageException>(() => DkimRotationStateText.Read(Encoding.UTF8.GetBytes(json.ToJsonString())));
        Assert.Contains(why, damage.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Members_that_are_not_known_comments_and_a_byte_order_mark_are_taken()
    {
        var text = "\uFEFF// mine\n" + Encoding.UTF8.GetString(DkimRotationStateText.Write(Whole)).Replace("\"version\": 1,", "\"version\": 1, \"later\": [1, {}],", StringComparison.Ordinal);
        Assert.Equal(Whole, DkimRotationStateText.Read(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void A_file_of_zeros_as_after_a_power_cut_is_empty() =>
        Assert.Equal("it is empty", Assert.Throws<DkimRotationDamageException>(() => DkimRotationStateText.Read(new byte[512])).Message);

    /// <summary>Cut short, or with octets changed: a state, or the one exception.</summary>
    [Fact]
    public void Whatever_is_damaged_is_told_as_damage()
    {
        var whole = DkimRotationStateText.Write(Whole);
        for (var length = 0; length < whole.Length - 2; length++)
        {
            var cut = whole[..length];
            Assert.Throws<DkimRotationDamageException>(() => DkimRotationStateText.Read(cut));
        }
        Prop.ForAll(Gen.Zip(Gen.Choose(0, whole.Length - 1), Gen.Choose(0, 255)).ToArbitrary(), change =>
        {
            var octets = (byte[])whole.Clone();
            octets[change.Item1] = (byte)change.Item2;
            try
            {
                return DkimRotationStateText.Read(octets) is not null;
            }
            catch (Exception exception) when (exception is DkimRotationDamageException or DkimRotationVersionException)
            {
                return true;
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
    }
}
