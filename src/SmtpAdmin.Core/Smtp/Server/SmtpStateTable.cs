using System.Collections.Frozen;
using SmtpAdmin.Smtp.Protocol;
using static SmtpAdmin.Smtp.Server.SmtpServerAction;
using static SmtpAdmin.Smtp.Server.SmtpServerState;
using static SmtpAdmin.Smtp.Server.SmtpTransition;

namespace SmtpAdmin.Smtp.Server;

/// <summary>
/// The order of commands (RFC 5321 section 4.1.4), as one table: a row for each command, a column for each state. Where a cell leads to
/// <see cref="Ready"/>, the session stands in <see cref="NeedsTls"/> or <see cref="NeedsAuth"/> for as long as its options ask for those.
/// </summary>
internal static class SmtpStateTable
{
    private static readonly SmtpServerState[] Columns = [Connected, NeedsTls, NeedsAuth, Ready, Mail, Recipients, Chunks, BrokenChunks, TurnedAway];

    private static readonly SmtpTransition
        Hello = Do(Greet, Ready),
        Tls = Do(StartTls, Connected),
        Login = Do(Authenticate, Ready),
        Begin = Do(OpenTransaction, Mail),
        Add = Do(AddRecipient, Recipients),
        Take = Do(TakeMessage, Ready),
        Chunk = Do(TakeChunk),
        Clear = Do(Reset, Ready),
        Tell = Do(Answer),
        Bye = Do(Quit, Closed),
        // RFC 3207 section 4 and RFC 4954 section 6: 530. RFC 5321 section 4.1.4 and 3.3: 503, 554.
        NoTls = Refuse(530, "5.7.0 Must issue a STARTTLS command first"),
        NoAuth = Refuse(530, "5.7.0 Authentication required"),
        NoHello = Refuse(503, "5.5.1 Send EHLO or HELO first"),
        NoMail = Refuse(503, "5.5.1 Send MAIL first"),
        NoRcpt = Refuse(554, "5.5.1 No valid recipients"),
        Nested = Refuse(503, "5.5.1 A transaction is open already"),
        InMail = Refuse(503, "5.5.1 Not within a transaction"),
        Away = Refuse(503, "5.5.1 No service for you here; send QUIT"),
        InChunk = Refuse(503, "5.5.1 Go on with BDAT, or send RSET"),
        Broken = Refuse(503, "5.5.1 A part of the message was not taken; send RSET"),
        // The same for BDAT, whose chunk follows whatever is said (RFC 3030 section 4.1).
        NoTlsC = Skip(530, "5.7.0 Must issue a STARTTLS command first"),
        NoAuthC = Skip(530, "5.7.0 Authentication required"),
        NoHelloC = Skip(503, "5.5.1 Send EHLO first"),
        NoMailC = Skip(503, "5.5.1 Send MAIL first"),
        NoRcptC = Skip(554, "5.5.1 No valid recipients", BrokenChunks),
        BrokenC = Skip(503, "5.5.1 A part of the message was not taken; send RSET"),
        AwayC = Skip(503, "5.5.1 No service for you here; send QUIT"),
        NoSuch = Refuse(500, "5.5.1 Command not recognized"),
        Absent = Refuse(502, "5.5.1 Command not implemented"),
        Http = new(Quit, Closed, new SmtpReply(421, "4.7.0 This is a mail server; closing"));

    private static readonly FrozenDictionary<(SmtpServerState, SmtpVerb), SmtpTransition> Cells = Table(
        //                          Connected  NeedsTls  NeedsAuth  Ready    Mail     Recipients  Chunks   Broken   TurnedAway
        (SmtpVerb.Ehlo,            [Hello,     Hello,    Hello,     Hello,   Hello,   Hello,      Hello,   Hello,   Away]),
        (SmtpVerb.Helo,            [Hello,     Hello,    Hello,     Hello,   Hello,   Hello,      Hello,   Hello,   Away]),
        (SmtpVerb.StartTls,        [NoHello,   Tls,      Tls,       Tls,     InMail,  InMail,     InMail,  InMail,  Away]),
        (SmtpVerb.Auth,            [NoHello,   NoTls,    Login,     Login,   InMail,  InMail,     InMail,  InMail,  Away]),
        (SmtpVerb.Mail,            [NoHello,   NoTls,    NoAuth,    Begin,   Nested,  Nested,     Nested,  Nested,  Away]),
        (SmtpVerb.Rcpt,            [NoHello,   NoTls,    NoAuth,    NoMail,  Add,     Add,        InChunk, Broken,  Away]),
        (SmtpVerb.Data,            [NoHello,   NoTls,    NoAuth,    NoMail,  NoRcpt,  Take,       InChunk, Broken,  Away]),
        (SmtpVerb.Bdat,            [NoHelloC,  NoTlsC,   NoAuthC,   NoMailC, NoRcptC, Chunk,      Chunk,   BrokenC, AwayC]),
        (SmtpVerb.Rset,            [Tell,      NoTls,    Clear,     Clear,   Clear,   Clear,      Clear,   Clear,   Away]),
        (SmtpVerb.Noop,            [Tell,      Tell,     Tell,      Tell,    Tell,    Tell,       Tell,    Tell,    Away]),
        (SmtpVerb.Help,            [Tell,      NoTls,    Tell,      Tell,    Tell,    Tell,       Tell,    Tell,    Away]),
        (SmtpVerb.Vrfy,            [Tell,      NoTls,    NoAuth,    Tell,    Tell,    Tell,       Tell,    Tell,    Away]),
        (SmtpVerb.Quit,            [Bye,       Bye,      Bye,       Bye,     Bye,     Bye,        Bye,     Bye,     Bye]),
        (SmtpVerb.NotImplemented,  [Absent,    NoTls,    Absent,    Absent,  Absent,  Absent,     Absent,  Absent,  Away]),
        (SmtpVerb.Unknown,         [NoSuch,    NoSuch,   NoSuch,    NoSuch,  NoSuch,  NoSuch,     NoSuch,  NoSuch,  Away]),
        (SmtpVerb.Foreign,         [Http,      Http,     Http,      Http,    Http,    Http,       Http,    Http,    Http]));

    /// <summary>What a command leads to.</summary>
    /// <exception cref="KeyNotFoundException">The session is closed already.</exception>
    public static SmtpTransition Find(SmtpServerState state, SmtpVerb verb) => Cells[(state, verb)];

    private static FrozenDictionary<(SmtpServerState, SmtpVerb), SmtpTransition> Table(params (SmtpVerb Verb, SmtpTransition[] Cells)[] rows) =>
        rows.SelectMany(row => row.Cells.Zip(Columns, (cell, column) => KeyValuePair.Create((column, row.Verb), cell))).ToFrozenDictionary();
}
