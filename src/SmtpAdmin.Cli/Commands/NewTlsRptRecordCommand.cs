using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;
using SmtpAdmin.TlsRpt;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of New-TlsRptRecord.</summary>
internal sealed class NewTlsRptRecordCommand : RecordCommand<TlsRptNewRecord>
{
    private readonly Option<string[]> _reportTo = Several.Option("--report-to", "Where reports go (rua=): mail addresses, or https URIs.");

    public NewTlsRptRecordCommand()
        : base("new-tls-rpt-record", "Makes a record that asks for reports on TLS (RFC 8460); nothing is published.") => Complete(_reportTo);

    protected override Task<RecordBuild<TlsRptNewRecord>> BuildAsync(ParseResult parsed, string domain, bool noLookup, IDnsResolver resolver, CancellationToken cancellationToken) =>
        new TlsRptRecordBuilder(resolver).BuildAsync(new TlsRptBuildRequest { Domain = domain, ReportTo = Words.Of(parsed, _reportTo), NoLookup = noLookup }, cancellationToken);

    protected override (TlsRptNewRecord Shown, bool Passed) InWordsOfTheShell(TlsRptNewRecord made) => (made with { Findings = ShellNames.In(made.Findings) }, made.Passed);

    protected override void View(TlsRptNewRecord made) => NewRecordView.Write(made);
}
