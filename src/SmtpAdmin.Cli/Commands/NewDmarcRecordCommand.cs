using System.CommandLine;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dkim;
using SmtpAdmin.Dmarc;
using SmtpAdmin.Dns;
using SmtpAdmin.Provisioning;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of New-DmarcRecord.</summary>
internal sealed class NewDmarcRecordCommand : RecordCommand<DmarcNewRecord>
{
    private readonly Option<DmarcStage?> _stage = Choice.Option<DmarcStage>("--stage", "How far the domain has come, which chooses the policies; Monitor unless a policy is given.");
    private readonly Option<DmarcPolicy?> _policy = Choice.Option<DmarcPolicy>("--policy", "The policy for the domain (p=).");
    private readonly Option<DmarcPolicy?> _subdomainPolicy = Choice.Option<DmarcPolicy>("--subdomain-policy", "The policy for subdomains that exist (sp=).");
    private readonly Option<DmarcPolicy?> _nonexistentSubdomainPolicy = Choice.Option<DmarcPolicy>("--nonexistent-subdomain-policy", "The policy for subdomains that do not exist (np=).");
    private readonly Option<DmarcAlignment?> _dkimAlignment = Choice.Option<DmarcAlignment>("--dkim-alignment", "How near the domain of a signature must be (adkim=); Relaxed unless given.");
    private readonly Option<DmarcAlignment?> _spfAlignment = Choice.Option<DmarcAlignment>("--spf-alignment", "How near the domain that SPF proves must be (aspf=); Relaxed unless given.");
    private readonly Option<string[]> _aggregateReportTo = Several.Option("--aggregate-report-to", "Where aggregate reports go (rua=): mail addresses, or URIs.");
    private readonly Option<string[]> _failureReportTo = Several.Option("--failure-report-to", "Where failure reports go (ruf=): mail addresses, or URIs.");
    private readonly Option<DmarcFailureOption[]> _failureOption = Choice.Several<DmarcFailureOption>("--failure-option", "When failure reports are wanted (fo=); as in a record, 0, 1, d and s too.");
    private readonly Option<bool> _testing = new("--testing") { Description = "The policy is to be tested only (t=y)." };
    private readonly Option<DmarcPublicSuffix?> _publicSuffixDomain = Choice.Option<DmarcPublicSuffix>("--public-suffix-domain", "Whether others register their domains below this one (psd=).");
    private readonly Option<string[]> _dkimSelector = Several.Option("--dkim-selector", "Selectors under which the domain's DKIM keys are looked up.");
    private readonly Option<string?> _percent = new("--percent") { Description = "Removed by RFC 9989 (pct=): says what to use in its place." };
    private readonly Option<string?> _reportInterval = new("--report-interval") { Description = "Removed by RFC 9989 (ri=): says why." };
    private readonly Option<string?> _reportFormat = new("--report-format") { Description = "Removed by RFC 9989 (rf=): says why." };

    public NewDmarcRecordCommand()
        : base("new-dmarc-record", "Makes a DMARC record (RFC 9989), and says what has to be there first; nothing is published.")
    {
        _dkimSelector.HelpName = "name"; // in place of all that can be completed
        _dkimSelector.CompletionSources.Add([.. DkimSelectors.All.Select(known => known.Selector)]);
        if (_failureOption.CustomParser is { } named)
        {
            _failureOption.CustomParser = result =>
            {
                var words = result.Tokens.SelectMany(token => token.Value.Split(',', ':')).Select(word => DmarcWords.FailureOption(word.Trim())).ToList();
                return words.Contains(null) ? named(result) : [.. words.OfType<DmarcFailureOption>().Distinct()];
            };
        }
        Complete(
            _stage, _policy, _subdomainPolicy, _nonexistentSubdomainPolicy, _dkimAlignment, _spfAlignment, _aggregateReportTo, _failureReportTo, _failureOption, _testing, _publicSuffixDomain,
            _dkimSelector, _percent, _reportInterval, _reportFormat);
    }

    protected override Task<RecordBuild<DmarcNewRecord>> BuildAsync(ParseResult parsed, string domain, bool noLookup, IDnsResolver resolver, CancellationToken cancellationToken) => new DmarcRecordBuilder(resolver).BuildAsync(
        new DmarcBuildRequest
        {
            Domain = domain,
            Stage = parsed.GetValue(_stage),
            Policy = parsed.GetValue(_policy),
            SubdomainPolicy = parsed.GetValue(_subdomainPolicy),
            NonexistentSubdomainPolicy = parsed.GetValue(_nonexistentSubdomainPolicy),
            DkimAlignment = parsed.GetValue(_dkimAlignment) ?? DmarcAlignment.Relaxed,
            SpfAlignment = parsed.GetValue(_spfAlignment) ?? DmarcAlignment.Relaxed,
            AggregateReportTo = Words.Of(parsed, _aggregateReportTo),
            FailureReportTo = Words.Of(parsed, _failureReportTo),
            FailureOption = parsed.GetValue(_failureOption) ?? [],
            IsTesting = parsed.GetValue(_testing),
            PublicSuffixDomain = parsed.GetValue(_publicSuffixDomain) ?? DmarcPublicSuffix.Unspecified,
            DkimSelector = Words.Of(parsed, _dkimSelector),
            Percent = parsed.GetValue(_percent),
            ReportInterval = parsed.GetValue(_reportInterval),
            ReportFormat = parsed.GetValue(_reportFormat),
            NoLookup = noLookup,
        },
        cancellationToken);

    protected override (DmarcNewRecord Shown, bool Passed) InWordsOfTheShell(DmarcNewRecord made) => (made with { Findings = ShellNames.In(made.Findings) }, made.Passed);

    protected override void View(DmarcNewRecord made) => NewRecordView.Write(made);
}
