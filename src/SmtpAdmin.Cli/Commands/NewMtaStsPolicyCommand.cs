using System.CommandLine;
using System.Globalization;
using SmtpAdmin.Cli.Input;
using SmtpAdmin.Cli.Options;
using SmtpAdmin.Cli.Output;
using SmtpAdmin.Dns;
using SmtpAdmin.MtaSts;
using SmtpAdmin.Provisioning;
using SmtpAdmin.Smtp.Relay;

namespace SmtpAdmin.Cli.Commands;

/// <summary>The twin of New-MtaStsPolicy.</summary>
internal sealed class NewMtaStsPolicyCommand : RecordCommand<MtaStsNewPolicy>
{
    private readonly Option<MtaStsMode?> _mode = Choice.Option<MtaStsMode>("--mode", "What senders do with mail for a host that the policy does not cover; Testing unless given.");
    private readonly Option<string[]> _mxHost = Several.Option("--mx-host", "The mail hosts, or patterns such as '*.example.net', in the place of those of the MX records.");
    private readonly Option<TimeSpan?> _maxAge = Value.Option<TimeSpan>("--max-age", "How long senders may keep the policy; 7d, and 28d when it is enforced, unless given.", "7d|604800", "seconds, or a duration as 12h or 7d", ReadMaxAge);
    private readonly Option<string?> _id = new("--id") { Description = "The id of the policy, 1 to 32 letters and digits; made from the policy unless given." };
    private readonly Option<string?> _path = new("--path") { Description = "The file for the policy, or the folder for it: mta-sts.txt there." };
    private readonly Option<bool> _whatIf = new("--what-if") { Description = "Say what would be written, and write nothing." };
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);

    public NewMtaStsPolicyCommand()
        : base("new-mta-sts-policy", "Makes an MTA-STS policy (RFC 8461) and its record; nothing is published.") => Complete(_mode, _mxHost, _maxAge, _id, _path, _whatIf);

    protected override Task<RecordBuild<MtaStsNewPolicy>> BuildAsync(ParseResult parsed, string domain, bool noLookup, IDnsResolver resolver, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_path) is "") throw new UsageException("--path names no file.");
        var request = new MtaStsBuildRequest
        {
            Domain = domain,
            Mode = parsed.GetValue(_mode) ?? MtaStsMode.Testing,
            MxHost = Words.Of(parsed, _mxHost),
            MaxAge = parsed.GetValue(_maxAge),
            Id = parsed.GetValue(_id),
            NoLookup = noLookup,
        };
        return new MtaStsPolicyBuilder(resolver).BuildAsync(request, cancellationToken);
    }

    protected override async Task<MtaStsNewPolicy?> FinishAsync(ParseResult parsed, MtaStsNewPolicy made, RunOutcome outcome, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_path) is not { } given) return made;
        var path = MtaStsPolicyFile.PathOf(Path.GetFullPath(given));
        if (!_written.Add(path))
        {
            outcome.Refuse(MtaStsPolicyFile.Taken(path, made).Message);
            return null;
        }
        if (parsed.GetValue(_whatIf))
        {
            (IsJson(parsed) ? Console.Error : Console.Out).WriteLine($"What if: {PlainText.Clean(path)}: {MtaStsPolicyFile.Action(made)}"); // standard output has objects alone with --json
            return made;
        }
        try
        {
            await MtaStsPolicyFile.WriteAsync(path, made.PolicyText, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            return made with { PolicyPath = path };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Usage.Report(exception.Message);
            outcome.Add(ExitCode.NotCarriedOut);
            return null;
        }
    }

    protected override (MtaStsNewPolicy Shown, bool Passed) InWordsOfTheShell(MtaStsNewPolicy made) => (made with { Findings = ShellNames.In(made.Findings) }, made.Passed);

    protected override void View(MtaStsNewPolicy made) => NewRecordView.Write(made);

    private static TimeSpan? ReadMaxAge(string text) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds) ? TimeSpan.FromSeconds(seconds)
        : RelayDuration.TryParse(text, out var duration, out _) ? duration
        : null;
}
