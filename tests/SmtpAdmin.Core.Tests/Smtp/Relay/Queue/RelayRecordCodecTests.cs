using System.Text;
using FsCheck;
using FsCheck.Fluent;
using SmtpAdmin.Smtp.Protocol;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Core.Tests.Smtp.Relay.Queue;

public sealed class RelayRecordCodecTests
{
    private const string Small = """{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":[{"a":"b@example.org"}]}""";

    private static readonly TextPool Texts = new();

    private static readonly RelayEnvelope Full = new()
    {
        QueueId = "K3X9", ReceivedAt = new(2026, 3, 1, 12, 0, 0, 123, TimeSpan.Zero), Sender = "müller@bücher.example",
        Recipients = [new("b@example.org"), new("c@example.org", DsnNotify.Success | DsnNotify.Delay, new("rfc822", "old+c@example.org"))],
        Size = 4096, MessageId = "<1@example.org>", Body = SmtpBodyType.EightBitMime, HasEightBit = true, SmtpUtf8 = true, Return = DsnReturn.Headers,
        EnvelopeId = "QQ\"1", RequireTls = true, Kind = RelayMessageKind.Bounce, ReportOf = "K3X8", Client = "192.0.2.1", HelloName = "printer", User = "scan", Tls = "TLS 1.3",
    };

    [Fact]
    public void An_envelope_is_stored_in_this_form() => Assert.Equal(
        """{"v":1,"id":"K3X9","at":"2026-03-01T12:00:00.123Z","from":"müller@bücher.example","to":[{"a":"b@example.org"},{"a":"c@example.org","notify":10,"otype":"rfc822","orcpt":"old+c@example.org"}]"""
        + ""","size":4096,"mid":"<1@example.org>","body":"8bitmime","8bit":true,"utf8":true,"ret":"hdrs","envid":"QQ\"1","requiretls":true,"kind":"bounce","of":"K3X8","client":"192.0.2.1","helo":"printer","user":"scan","tls":"TLS 1.3"}""",
        Encoding.UTF8.GetString(RelayRecordCodec.WriteEnvelope(Full)));

    [Fact]
    public void A_change_is_stored_in_this_form() => Assert.Equal(
        """{"v":1,"states":[{"n":1,"s":"deferred","held":true,"attempts":3,"pauses":2,"last":"2026-03-01T12:00:00Z","next":"2026-03-01T12:10:00Z","reply":"451 later","said":true,"status":"4.3.0","server":"mx","remove":"bounce","late":true}],"damage":"gone"}""",
        Encoding.UTF8.GetString(RelayRecordCodec.WriteChange([new(1, Busy)], "gone")));

    [Fact]
    public void An_envelope_with_everything_comes_back()
    {
        Assert.True(RelayRecordCodec.TryRead(RelayRecordCodec.WriteEnvelope(Full), Texts, out var record, out _));
        AssertSame(Full, record.Envelope);
        Assert.All(record.States, state => Assert.Equal(RecipientState.Initial, state));
        Assert.Null(record.Damage);
    }

    [Fact]
    public void A_snapshot_is_an_envelope_with_its_states()
    {
        var snapshot = RelayRecordCodec.WriteSnapshot(new(Full, [RecipientState.Initial, Busy], "gone"));
        Assert.True(RelayRecordCodec.TryRead(snapshot, Texts, out var record, out _));
        AssertSame(Full, record.Envelope);
        Assert.Equal([RecipientState.Initial, Busy], record.States);
        Assert.Equal("gone", record.Damage);
    }

    [Fact]
    public void A_snapshot_of_what_was_never_tried_is_its_envelope() =>
        Assert.Equal(RelayRecordCodec.WriteEnvelope(Full), RelayRecordCodec.WriteSnapshot(new(Full, [RecipientState.Initial, RecipientState.Initial], null)));

    [Fact]
    public void What_a_later_version_added_is_passed_over()
    {
        const string Later = """{"v":7,"new":{"deep":[1,{"x":null}]},"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":[{"a":"b@example.org","colour":["red"]}],"states":[{"n":0,"s":"failed","why":{}}],"more":null}""";
        Assert.True(RelayRecordCodec.TryRead(Encoding.UTF8.GetBytes(Later), Texts, out var record, out _));
        Assert.Equal(SmtpRecipientStatus.Failed, Assert.Single(record.States).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"v":1}""")]
    [InlineData("""{"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":[{"a":"b@example.org"}]}""")]
    [InlineData("""{"v":1,"id":"","at":"2026-03-01T12:00:00Z","from":"","to":[{"a":"b@example.org"}]}""")]
    [InlineData("""{"v":1,"id":"A1","at":"yesterday","from":"","to":[{"a":"b@example.org"}]}""")]
    [InlineData("""{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","to":[{"a":"b@example.org"}]}""")]
    [InlineData("""{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","from":null,"to":[{"a":"b@example.org"}]}""")]
    [InlineData("""{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":[]}""")]
    [InlineData("""{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":[{}]}""")]
    [InlineData("""{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":["b@example.org"]}""")]
    [InlineData("""{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":[{"a":"b@example.org"}],"kind":"newsletter"}""")]
    [InlineData("""{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":[{"a":"b@example.org"}],"size":-1}""")]
    [InlineData("""{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":[{"a":"b@example.org"}],"states":[{"n":1,"s":"queued"}]}""")]
    [InlineData("""{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":[{"a":"b@example.org"}],"states":[{"n":0,"s":"sending"}]}""")]
    [InlineData("""{"v":1,"id":"A1","at":"2026-03-01T12:00:00Z","from":"","to":[{"a":"b@example.org"}]} {}""")]
    [InlineData("""{"v":1,"id":"\ud800","at":"2026-03-01T12:00:00Z","from":"","to":[{"a":"b@example.org"}]}""")]
    public void What_is_no_envelope_is_not_taken_for_one(string text)
    {
        Assert.False(RelayRecordCodec.TryRead(Encoding.UTF8.GetBytes(text), Texts, out _, out var problem));
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"v":1,"states":[{"n":2,"s":"delivered"}]}""")]
    [InlineData("""{"v":1,"states":[{"n":0,"s":"delivered"},{"n":-1,"s":"delivered"}]}""")]
    [InlineData("""{"v":1,"states":[{"n":0,"s":"delivered"},{"n":1,"s":"sold"}]}""")]
    [InlineData("""{"v":1,"states":[{"n":0,"s":"delivered"},{"n":1,"s":"queued","remove":"perhaps"}]}""")]
    [InlineData("""{"v":1,"states":[{"n":0,"s":"delivered"},{"s":"queued"}]}""")]
    [InlineData("""{"v":0,"states":[{"n":0,"s":"delivered"}]}""")]
    [InlineData("""{"v":1,"states":[{"n":0,"s":"delivered"}""")]
    public void A_change_that_cannot_be_read_changes_nothing(string text)
    {
        var record = new RelayRecord(Full, [RecipientState.Initial, RecipientState.Initial], null);
        Assert.False(RelayRecordCodec.TryApply(Encoding.UTF8.GetBytes(text), Texts, record, out _, out _));
        Assert.All(record.States, state => Assert.Equal(RecipientState.Initial, state));
    }

    [Fact]
    public void Any_envelope_and_any_states_come_back() =>
        Prop.ForAll(Records, record =>
        {
            if (!RelayRecordCodec.TryRead(RelayRecordCodec.WriteSnapshot(record), Texts, out var snapshot, out _)) return false;
            if (!RelayRecordCodec.TryRead(RelayRecordCodec.WriteEnvelope(record.Envelope), Texts, out var changed, out _)) return false;
            var changes = record.States.Select((state, recipient) => new RecipientChange(recipient, state)).ToList();
            if (!RelayRecordCodec.TryApply(RelayRecordCodec.WriteChange(changes, record.Damage), Texts, changed, out changed, out _)) return false;
            AssertSame(record.Envelope, snapshot.Envelope);
            AssertSame(record.Envelope, changed.Envelope);
            return snapshot.States.SequenceEqual(record.States) && changed.States.SequenceEqual(record.States) && snapshot.Damage == record.Damage && changed.Damage == record.Damage;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_text_is_too_odd_to_be_stored() =>
        Prop.ForAll(ArbMap.Default.ArbFor<char[]>(), characters => // half characters among them, which no encoding can keep
        {
            var text = new string(characters);
            var states = new List<RecipientChange> { new(0, RecipientState.Initial with { LastReply = text, LastServer = text }) };
            var record = new RelayRecord(Full, [RecipientState.Initial, RecipientState.Initial], null);
            return RelayRecordCodec.TryApply(RelayRecordCodec.WriteChange(states, null), Texts, record, out var changed, out _) && changed.States[0].LastReply?.Length == text.Length;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void No_octets_make_a_reader_fail() =>
        Prop.ForAll(Mutations, octets =>
        {
            var record = new RelayRecord(Full, [RecipientState.Initial, RecipientState.Initial], null);
            var isRead = RelayRecordCodec.TryRead(octets, Texts, out var read, out var problem);
            return isRead == (problem is null) && (!isRead || read!.Envelope.Recipients.Count > 0)
                && RelayRecordCodec.TryApply(octets, Texts, record, out _, out problem) == (problem is null);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Each_beginning_of_a_record_alone_cannot_be_read()
    {
        var whole = RelayRecordCodec.WriteSnapshot(new(Full, [Busy, RecipientState.Initial], "gone"));
        for (var length = 0; length < whole.Length; length++) Assert.False(RelayRecordCodec.TryRead(whole.AsSpan(0, length), Texts, out _, out _));
    }

    private static RecipientState Busy { get; } = RecipientState.Initial with
    {
        Status = SmtpRecipientStatus.Deferred, IsHeld = true, Attempts = 3, Pauses = 2, LastAttemptAt = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero),
        NextAttemptAt = new(2026, 3, 1, 12, 10, 0, TimeSpan.Zero), LastReply = "451 later", IsReply = true, LastStatus = "4.3.0", LastServer = "mx",
        Removal = RecipientRemoval.Bounce, IsDelayReported = true,
    };

    private static Gen<string> Text { get; } = ArbMap.Default.ArbFor<string?>().Generator.Select(text => new string([.. (text ?? "").Where(character => !char.IsSurrogate(character))]));

    private static Gen<string?> Maybe { get; } = Gen.OneOf(Gen.Constant<string?>(null), Text.Select(text => (string?)text));

    private static Gen<DateTimeOffset> Moment { get; } = Gen.Choose(0, int.MaxValue).Select(ticks => new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero).AddTicks(ticks * 977L));

    private static Gen<RecipientState> State { get; } =
        from status in Gen.Elements(SmtpRecipientStatus.Queued, SmtpRecipientStatus.Deferred, SmtpRecipientStatus.Delivered, SmtpRecipientStatus.Failed, SmtpRecipientStatus.Removed)
        from flags in Gen.Choose(0, 31)
        from number in Gen.Choose(0, int.MaxValue)
        from moment in Moment
        from text in Maybe
        from removal in Gen.Elements(RecipientRemoval.None, RecipientRemoval.Silent, RecipientRemoval.Bounce)
        select new RecipientState
        {
            Status = status, IsHeld = (flags & 1) != 0, IsReply = (flags & 2) != 0, IsDelayReported = (flags & 4) != 0, Attempts = number, Pauses = number / 2,
            LastAttemptAt = (flags & 8) != 0 ? moment : null, NextAttemptAt = (flags & 16) != 0 ? moment : null, LastReply = text, LastStatus = text, LastServer = text, Removal = removal,
        };

    private static Gen<RelayRecipient> Recipient { get; } =
        from address in Text
        from notify in Gen.Choose(0, 15)
        from original in Maybe
        select new RelayRecipient("a" + address, (DsnNotify)notify, original is null ? null : new OriginalRecipient("utf-8", original));

    private static Arbitrary<RelayRecord> Records { get; } = (
        from recipients in Recipient.NonEmptyListOf()
        from states in State.ListOf(recipients.Count)
        from texts in Maybe.ListOf(8)
        from sender in Text
        from moment in Moment
        from size in Gen.Choose(0, int.MaxValue)
        from flags in Gen.Choose(0, 7)
        from kind in Gen.Elements(Enum.GetValues<RelayMessageKind>())
        from body in Gen.Elements(Enum.GetValues<SmtpBodyType>())
        from what in Gen.Elements(Enum.GetValues<DsnReturn>())
        select new RelayRecord(new RelayEnvelope
        {
            QueueId = "Q" + texts[0], ReceivedAt = moment, Sender = sender, Recipients = [.. recipients], Size = size, MessageId = texts[1], Body = body,
            HasEightBit = (flags & 1) != 0, SmtpUtf8 = (flags & 2) != 0, RequireTls = (flags & 4) != 0, Return = what, EnvelopeId = texts[2], Kind = kind,
            ReportOf = texts[3], Client = texts[4], HelloName = texts[5], User = texts[6], Tls = texts[7],
        }, [.. states], texts[0])).ToArbitrary();

    /// <summary>Records in which some octets are others, or missing, or there twice.</summary>
    private static Arbitrary<byte[]> Mutations { get; } = (
        from whole in Gen.Elements(RelayRecordCodec.WriteSnapshot(new(Full, [Busy, Busy], "gone")), RelayRecordCodec.WriteChange([new(0, Busy)], null), Encoding.UTF8.GetBytes(Small))
        from changes in (from at in Gen.Choose(0, whole.Length - 1) from how in Gen.Choose(0, 2) from octet in Gen.Elements("{}[]\",:\\0x\u0001\u00ff-1e9".ToCharArray()) select (at, how, octet)).ListOf(3)
        select changes.Aggregate(whole, (octets, change) => change.how switch
        {
            0 => [.. octets.Take(change.at), (byte)change.octet, .. octets.Skip(change.at + 1)],
            1 => [.. octets.Take(change.at), .. octets.Skip(change.at + 1)],
            _ => [.. octets.Take(change.at), (byte)change.octet, .. octets.Skip(change.at)],
        })).ToArbitrary();

    private static void AssertSame(RelayEnvelope expected, RelayEnvelope actual)
    {
        Assert.Equal(expected.Recipients, actual.Recipients);
        Assert.Equal(expected, actual with { Recipients = expected.Recipients });
    }
}
